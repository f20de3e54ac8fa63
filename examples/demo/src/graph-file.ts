import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'

/** Longest line that is handed on whole, in characters. A longer one may be cut, but stays longer than this. */
export const MAX_LINE_LENGTH = 1_000

/** A graph file that cannot be read, or not to its end. The message is one line for the user. */
export class GraphFileError extends Error {
  override readonly name = 'GraphFileError'
}

/** The lines of a text file, plain or gzip, without their ends (LF or CRLF), a chunk of the file at a time. */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  let linesRead = 0
  try {
    for await (const lines of splitLines(textOf(decompressed(createReadStream(path))))) {
      yield lines
      linesRead += lines.length
    }
  } catch (error) {
    throw new GraphFileError(`${path}: ${describe(error as NodeJS.ErrnoException, linesRead)}`, { cause: error })
  }
}

/** Gzip is told by its first two bytes, whatever the file is called. */
async function* decompressed(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = file[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done === true) return
  const bytes = prepend(first.value, { [Symbol.asyncIterator]: () => chunks })
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* bytes
  // A failure of either stream reaches the loop over the second one.
  yield* pipeline(Readable.from(bytes), createGunzip(), () => undefined) as AsyncIterable<Buffer>
}

async function* prepend<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

async function* textOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  for await (const chunk of chunks) yield decoder.write(chunk)
  yield decoder.end()
}

async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = ''
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    const last = lines.pop() ?? ''
    // Or a file without line ends would be held in memory as a whole.
    rest = last.length > MAX_LINE_LENGTH ? last.slice(0, MAX_LINE_LENGTH + 1) : last
    yield lines.map(withoutReturn)
  }
  if (rest !== '') yield [withoutReturn(rest)]
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function describe(error: NodeJS.ErrnoException, linesRead: number): string {
  switch (error.code) {
    case 'ENOENT':
      return 'no such file'
    case 'EISDIR':
      return 'is a directory'
    case 'EACCES':
      return 'permission denied'
    default:
      if (error.code?.startsWith('Z_') === true) return `damaged gzip after line ${linesRead}: ${error.message}`
      return `cannot be read: ${error.message}`
  }
}
