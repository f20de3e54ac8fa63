import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type EdgeList, parseLine, readEdgeList } from '../src/edge-list'
import { GraphFileError, MAX_LINE_LENGTH, readLines } from '../src/graph-file'
import { temporaryFiles } from './temporary-files'

const files = temporaryFiles()

function followsOf({ graph }: EdgeList): string[] {
  return graph.userIds.flatMap((from, user) =>
    [...(graph.followees[user] ?? [])].map((followee) => `${from}>${graph.userIds[followee]}`),
  )
}

const rejectedOf = (list: EdgeList): Record<string, number> => Object.fromEntries(list.rejected.counts)

describe('a line of an edge list', () => {
  test.each([
    ['1\t2', { kind: 'edge', from: '1', to: '2' }],
    ['  10   20  ', { kind: 'edge', from: '10', to: '20' }],
    ['0 18446744073709551616', { kind: 'edge', from: '0', to: '18446744073709551616' }],
    ['', { kind: 'ignored' }],
    ['   ', { kind: 'ignored' }],
    ['# Nodes: 3', { kind: 'ignored' }],
    ['1', { kind: 'rejected', reason: 'not two ids' }],
    ['1 2 -1', { kind: 'rejected', reason: 'not two ids' }],
    ['1,2', { kind: 'rejected', reason: 'not two ids' }],
    ['-1 2', { kind: 'rejected', reason: 'id is not a non-negative integer' }],
    ['1 2.5', { kind: 'rejected', reason: 'id is not a non-negative integer' }],
    ['1 1e3', { kind: 'rejected', reason: 'id is not a non-negative integer' }],
    ['01 1', { kind: 'rejected', reason: 'id is not a non-negative integer' }],
    ['__proto__ 1', { kind: 'rejected', reason: 'id is not a non-negative integer' }],
    [`1 ${'9'.repeat(39)}`, { kind: 'edge', from: '1', to: '9'.repeat(39) }],
    [`1 ${'9'.repeat(40)}`, { kind: 'rejected', reason: 'id is too long' }],
    ['1'.repeat(MAX_LINE_LENGTH + 1), { kind: 'rejected', reason: 'line is too long' }],
  ])('%j', (line, parsed) => {
    expect(parseLine(line)).toEqual(parsed)
  })
})

describe('an edge list', () => {
  const content = '# from to\n1 2\n2 3\n\n1 3\n'

  test('is read with LF', async () => {
    const list = await readEdgeList(await files.write('lf', content))
    expect(followsOf(list)).toEqual(['1>2', '1>3', '2>3'])
    expect(list.lines).toBe(5)
    expect(rejectedOf(list)).toEqual({})
  })

  test('is read with CRLF', async () => {
    const list = await readEdgeList(await files.write('crlf', content.replaceAll('\n', '\r\n')))
    expect(followsOf(list)).toEqual(['1>2', '1>3', '2>3'])
  })

  test('is read without an end of the last line, and behind a byte order mark', async () => {
    const list = await readEdgeList(await files.write('bom', '\uFEFF1 2\n2 3'))
    expect(followsOf(list)).toEqual(['1>2', '2>3'])
  })

  test('is read from gzip, whatever the name', async () => {
    const list = await readEdgeList(await files.write('graph.txt', gzipSync(content)))
    expect(followsOf(list)).toEqual(['1>2', '1>3', '2>3'])
  })

  test('is read from several gzip members', async () => {
    const list = await readEdgeList(await files.write('two.gz', Buffer.concat([gzipSync('1 2\n2'), gzipSync(' 3\n')])))
    expect(followsOf(list)).toEqual(['1>2', '2>3'])
  })

  test('is read across the chunks of a large file', async () => {
    const edges = Array.from({ length: 30_000 }, (_, index) => `${index} ${index + 1}`)
    const progress: number[] = []
    const list = await readEdgeList(await files.write('large', edges.join('\r\n')), (count) => progress.push(count))
    expect(followsOf(list)).toEqual(edges.map((edge) => edge.replace(' ', '>')))
    expect(progress.length).toBeGreaterThan(1)
    expect(progress.reduce((sum, count) => sum + count, 0)).toBe(30_000)
  })

  test('keeps what is right and counts the rest, with line and reason', async () => {
    const list = await readEdgeList(await files.write('dirty', '# x\n7 7\n1 2\n1 2\nnonsense\n-1 2\n2 1\n1 2\n8 8'))
    expect(followsOf(list)).toEqual(['1>2', '2>1'])
    expect(rejectedOf(list)).toEqual({
      'self-loop': 2,
      duplicate: 2,
      'not two ids': 1,
      'id is not a non-negative integer': 1,
    })
    expect(list.rejected.examples).toEqual([
      { line: 2, reason: 'self-loop' },
      { line: 4, reason: 'duplicate' },
      { line: 5, reason: 'not two ids' },
      { line: 6, reason: 'id is not a non-negative integer' },
      { line: 8, reason: 'duplicate' },
      { line: 9, reason: 'self-loop' },
    ])
  })

  test('counts a user of a self-loop as a user', async () => {
    expect((await readEdgeList(await files.write('alone', '7 7\n'))).graph.userIds).toEqual(['7'])
  })

  test('names only the first few rejected lines of a reason', async () => {
    const list = await readEdgeList(await files.write('loops', '1 1\n'.repeat(50)))
    expect(list.rejected.counts.get('self-loop')).toBe(50)
    expect(list.rejected.examples.map(({ line }) => line)).toEqual([1, 2, 3])
  })

  test('may be empty', async () => {
    const list = await readEdgeList(await files.write('empty', ''))
    expect([list.lines, list.graph.userIds]).toEqual([0, []])
  })

  test('may be binary garbage', async () => {
    const garbage = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 131 + (index >> 7)) % 251)
    const list = await readEdgeList(await files.write('garbage', garbage))
    expect(followsOf(list)).toEqual([])
    expect([...list.rejected.counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  })

  test('is not taken for gzip by its first byte alone', async () => {
    const list = await readEdgeList(await files.write('almost', Buffer.from('\x1f\n1 2\n')))
    expect(followsOf(list)).toEqual(['1>2'])
  })

  test('is not held in memory for want of a line end', async () => {
    const path = await files.write('endless', '1'.repeat(500_000))
    expect(rejectedOf(await readEdgeList(path))).toEqual({ 'line is too long': 1 })
    const lengths: number[] = []
    for await (const lines of readLines(path)) lengths.push(...lines.map((line) => line.length))
    expect(lengths).toEqual([MAX_LINE_LENGTH + 1])
  })
})

describe('an unreadable file', () => {
  test('is missing', async () => {
    const path = files.path('missing')
    await expect(readEdgeList(path)).rejects.toThrow(new GraphFileError(`${path}: no such file`))
  })

  test('is a directory', async () => {
    const path = files.path('.')
    await expect(readEdgeList(path)).rejects.toThrow(new GraphFileError(`${path}: is a directory`))
  })

  test('is gzip cut short: half a graph is no graph', async () => {
    const whole = gzipSync(Array.from({ length: 50_000 }, (_, index) => `${index} ${index * 7}`).join('\n'))
    const path = await files.write('cut.gz', whole.subarray(0, whole.length / 2))
    await expect(readEdgeList(path)).rejects.toThrow(/cut\.gz: damaged gzip after line \d+: unexpected end of file/)
  })

  test('is gzip with a flipped bit', async () => {
    const whole = gzipSync('1 2\n'.repeat(1_000))
    whole[whole.length - 6] = (whole[whole.length - 6] ?? 0) ^ 1
    await expect(readEdgeList(await files.write('flipped.gz', whole))).rejects.toThrow(/damaged gzip/)
  })

  test('is no more than the first bytes of gzip', async () => {
    await expect(readEdgeList(await files.write('head.gz', Uint8Array.of(0x1f, 0x8b)))).rejects.toThrow(/damaged gzip/)
  })
})
