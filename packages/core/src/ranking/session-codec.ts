import type { Position } from '../model'
import { fromHex, toHex } from '../runtime/crypto'
import type { RankedPost } from '../scoring/slate'
import type { RankedSession } from './ranked-session'

/** Format of the bytes: a reader of another one takes them for nothing. */
const FORMAT = 1
const PREFIX_BYTES = 5
const FLOAT_BYTES = 4
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** All but the numbers of each post. */
interface Header extends Omit<RankedSession, 'order' | 'served'> {
  readonly width: number
  readonly terms: readonly string[]
  readonly multipliers: readonly string[]
  readonly posts: number
  readonly served: number
}

/**
 * A session as bytes for a cache: format 1 | length of the header 4 | header as JSON | positions | for each post its
 * score, terms and multipliers as 32-bit floats. About 40 bytes a post.
 */
export function encodeSession({ order, served, ...rest }: RankedSession): Uint8Array {
  const terms = namesOf(order.map((post) => post.terms))
  const multipliers = namesOf(order.map((post) => post.multipliers))
  const header: Header = {
    ...rest,
    width: rest.below.length,
    terms,
    multipliers,
    posts: order.length,
    served: served.length,
  }
  const text = encoder.encode(JSON.stringify(header))
  const positions = fromHex([...order.map(({ position }) => position), ...served].join(''))
  const columns = 1 + terms.length + multipliers.length
  const bytes = new Uint8Array(PREFIX_BYTES + text.length + positions.length + order.length * columns * FLOAT_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FORMAT)
  view.setUint32(1, text.length)
  bytes.set(text, PREFIX_BYTES)
  bytes.set(positions, PREFIX_BYTES + text.length)
  let offset = PREFIX_BYTES + text.length + positions.length
  const put = (value: number | undefined): void => {
    view.setFloat32(offset, value ?? Number.NaN)
    offset += FLOAT_BYTES
  }
  for (const post of order) {
    put(post.score)
    for (const name of terms) put(post.terms[name])
    for (const name of multipliers) put(post.multipliers[name])
  }
  return bytes
}

/** A session, or undefined for bytes that are none: a cache may hold anything. */
export function decodeSession(bytes: Uint8Array): RankedSession | undefined {
  try {
    return bytes[0] === FORMAT ? decode(bytes) : undefined
  } catch {
    return undefined
  }
}

function decode(bytes: Uint8Array): RankedSession | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const textEnd = PREFIX_BYTES + view.getUint32(1)
  const header = JSON.parse(decoder.decode(bytes.subarray(PREFIX_BYTES, textEnd))) as Header
  const { width, terms, multipliers, posts, served, ...rest } = header
  const positionsEnd = textEnd + ((posts + served) * width) / 2
  const columns = 1 + terms.length + multipliers.length
  if (bytes.length !== positionsEnd + posts * columns * FLOAT_BYTES) return undefined

  const text = toHex(bytes.subarray(textEnd, positionsEnd))
  const positionAt = (index: number): Position => text.slice(index * width, (index + 1) * width)
  const valueAt = (row: number, column: number): number =>
    view.getFloat32(positionsEnd + (row * columns + column) * FLOAT_BYTES)
  const order = Array.from({ length: posts }, (_, row): RankedPost => {
    const named = (names: readonly string[], from: number): Readonly<Record<string, number>> =>
      Object.fromEntries(
        names.flatMap((name, index) => {
          const value = valueAt(row, from + index)
          return Number.isNaN(value) ? [] : [[name, value] as const]
        }),
      )
    return {
      position: positionAt(row),
      score: valueAt(row, 0),
      terms: named(terms, 1),
      multipliers: named(multipliers, 1 + terms.length),
    }
  })
  return { ...rest, order, served: Array.from({ length: served }, (_, index) => positionAt(posts + index)) }
}

function namesOf(records: readonly Readonly<Record<string, number>>[]): readonly string[] {
  const names = new Set<string>()
  for (const record of records) for (const name in record) names.add(name)
  return [...names]
}
