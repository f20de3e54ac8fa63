import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cursor, CursorScope } from '../../src/cursor/cursor'
import { CursorCodec } from '../../src/cursor/cursor-codec'
import { REPOST_WINDOW } from '../../src/read/repost-window'
import { refusal } from '../support/refusal'
import { VirtualTime } from '../support/virtual-time'

const SECRET = new Uint8Array(32).fill(1)

const hex = (width: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: width / 2, maxLength: width / 2 }).map((bytes) => Buffer.from(bytes).toString('hex'))

const name = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' })
const scope: fc.Arbitrary<CursorScope> = fc.record({
  tenant: name,
  kind: fc.constantFrom('home', 'user', 'list'),
  ownerId: name,
  viewerId: name,
})

const SLOT = { field: 'cursor', kinds: ['scroll', 'ranked', 'gap', 'top'], given: 'nextCursor' } as const

/** Made by the release that knew scrolls alone, for the cursor and scope of the test below. */
const OLD_CURSOR = 'AQFrQIvKAecXUUcBjMJR9AAAAAAAAAAA_wEAAAAAAAAB_0FJ3gCEh1v-gazRIELd5oF8a-ysrQUyfGjEnqye8-nY'

describe.each([16, 32] as const)('cursors with positions of %d digits', (width) => {
  const time = new VirtualTime()
  const codec = new CursorCodec({ keys: [{ id: 'k', secret: SECRET }], width, clock: time, maxAgeMs: 1_000 })
  const scroll = { before: hex(width), shown: fc.array(hex(width), { maxLength: REPOST_WINDOW }) }
  const cursor: fc.Arbitrary<Cursor> = fc.oneof(
    fc.record({ kind: fc.constant('scroll' as const), ...scroll }),
    fc.record({
      kind: fc.constant('ranked' as const),
      session: hex(16),
      offset: fc.nat(65_535),
      floor: hex(width),
      ...scroll,
    }),
    fc.record({ kind: fc.constant('gap' as const), ...scroll, downTo: hex(width) }),
    fc.record({ kind: fc.constant('top' as const), position: hex(width) }),
  )

  test('come back as they were, in their own scope and no other', () => {
    return fc.assert(
      fc.asyncProperty(cursor, scope, scope, async (given, own, other) => {
        const text = codec.encode(given, own)
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(codec.decode(text, own, SLOT)).toEqual(given)
        const isSame = JSON.stringify(own) === JSON.stringify(other)
        if (!isSame) expect((await refusal(() => codec.decode(text, other, SLOT))).code).toBe('CURSOR_SCOPE')
      }),
    )
  })

  test('are refused where another kind is wanted', () => {
    return fc.assert(
      fc.asyncProperty(cursor, scope, async (given, own) => {
        const kinds = SLOT.kinds.filter((kind) => kind !== given.kind)
        const error = await refusal(() => codec.decode(codec.encode(given, own), own, { ...SLOT, kinds }))
        expect(error.code).toBe('CURSOR_INVALID')
      }),
    )
  })
})

test('a scroll reads as it did when there was no other kind, in both directions', () => {
  const time = new VirtualTime()
  const codec = new CursorCodec({ keys: [{ id: 'k', secret: SECRET }], width: 16, clock: time, maxAgeMs: 1_000 })
  const own: CursorScope = { tenant: 't', kind: 'home', ownerId: 'u', viewerId: 'u' }
  const cursor: Cursor = { kind: 'scroll', before: '00000000000000ff', shown: ['00000000000001ff'] }
  expect(codec.decode(OLD_CURSOR, own, SLOT)).toEqual(cursor)
  expect(codec.encode(cursor, own)).toBe(OLD_CURSOR)
})

test('a full window fits the largest cursor that is accepted, with the longest key name', () => {
  const time = new VirtualTime()
  const key = { id: 'k'.repeat(64), secret: SECRET }
  const codec = new CursorCodec({ keys: [key], width: 32, clock: time, maxAgeMs: 1_000 })
  const own: CursorScope = { tenant: 't', kind: 'home', ownerId: 'u', viewerId: 'u' }
  const shown = new Array<string>(REPOST_WINDOW).fill('e'.repeat(32))
  const cursor: Cursor = {
    kind: 'ranked',
    session: 'd'.repeat(16),
    offset: 65_535,
    floor: 'c'.repeat(32),
    before: 'f'.repeat(32),
    shown,
  }
  expect(codec.decode(codec.encode(cursor, own), own, SLOT)).toEqual(cursor)
})
