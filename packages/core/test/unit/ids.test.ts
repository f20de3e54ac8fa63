import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdMinter, MAX_AHEAD_MS } from '../../src/ids/id-minter'
import { snowflakeCodec, ulidCodec, uuidv7Codec } from '../../src/index'
import { refusal } from '../support/refusal'
import { seededRandom } from '../support/seeded-random'
import { VirtualTime } from '../support/virtual-time'

const YEAR_2000 = 946_684_800_000

const CODECS = [
  { codec: snowflakeCodec(), width: 16, sample: '4611686018427387904' },
  { codec: uuidv7Codec(), width: 32, sample: '018cc251-f400-7000-8000-000000000000' },
  { codec: ulidCodec(), width: 32, sample: '01ARZ3NDEKTSV4RRFFQ69G5FAV' },
]

const parts = fc.record({
  timestampMs: fc.integer({ min: YEAR_2000, max: YEAR_2000 + 2 ** 41 - 1 }),
  nodeId: fc.integer({ min: 0, max: 1_023 }),
  sequence: fc.integer({ min: 0, max: 4_095 }),
  random: fc.constant(() => 0.999_999),
})

const texts = fc.oneof(
  fc.string(),
  fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
  fc.uuid(),
  fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZILOUabc'), minLength: 25, maxLength: 27 }),
)

describe.each(CODECS)('$codec.name', ({ codec, width, sample }) => {
  test('a position is fixed-width hex, and goes to its id and back', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const position = codec.compose(given)
        expect(position).toMatch(new RegExp(`^[0-9a-f]{${width}}$`))
        const id = codec.idOf(position)
        expect(codec.positionOf(id)).toBe(position)
        expect(codec.timestampOf(id)).toBe(given.timestampMs)
      }),
      { numRuns: 1_000 },
    )
  })

  test('positions sort by time, then by what tells them apart', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const [a, b] = [codec.compose(one), codec.compose(other)]
        if (one.timestampMs !== other.timestampMs) expect(a < b).toBe(one.timestampMs < other.timestampMs)
        const same =
          one.timestampMs === other.timestampMs && one.nodeId === other.nodeId && one.sequence === other.sequence
        expect(a === b).toBe(same)
      }),
      { numRuns: 1_000 },
    )
  })

  test('ids and positions are in the same order, and each id has one spelling', () => {
    expect(codec.idOf(codec.positionOf(sample))).toBe(sample)
    fc.assert(
      fc.property(texts, (text) => {
        let position: string
        try {
          position = codec.positionOf(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_ID' })
          return
        }
        expect(codec.idOf(position)).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a time that does not fit is refused', async () => {
    const at = (timestampMs: number) => () => codec.compose({ timestampMs, nodeId: 0, sequence: 0, random: () => 0 })
    for (const timestampMs of [-1, 2 ** 48]) expect((await refusal(at(timestampMs))).code).toBe('INVALID_ID')
  })
})

test('Snowflake ids fit signed 64-bit columns to the last', () => {
  const codec = snowflakeCodec()
  const last = codec.compose({ timestampMs: YEAR_2000 + 2 ** 41 - 1, nodeId: 1_023, sequence: 4_095, random: () => 0 })
  expect(last).toBe('7fffffffffffffff')
  expect(codec.idOf(last)).toBe('9223372036854775807')
})

test('a Snowflake epoch of one’s own moves the times', async () => {
  const codec = snowflakeCodec({ epochMs: 0 })
  const position = codec.compose({ timestampMs: 5, nodeId: 1, sequence: 2, random: () => 0 })
  expect(codec.timestampOf(codec.idOf(position))).toBe(5)
  for (const epochMs of [-1, 0.5, Number.NaN, '0']) {
    const error = await refusal(() => snowflakeCodec({ epochMs: epochMs as number }))
    expect(error).toMatchObject({ code: 'INVALID_OPTION', field: 'epochMs' })
  }
})

test('UUIDs are of version 7 and variant 10, as RFC 9562 has them', () => {
  const codec = uuidv7Codec()
  const id = codec.idOf(
    codec.compose({ timestampMs: 0x017f22e279b0, nodeId: 1_023, sequence: 4_095, random: () => 0.5 }),
  )
  expect(id).toMatch(/^017f22e2-79b0-7fff-bff8-0000-?80000000$|^017f22e2-79b0-7fff-bff8-000080000000$/)
})

describe('ULIDs', () => {
  const codec = ulidCodec()
  const canonical = fc
    .tuple(
      fc.constantFrom(...'01234567'),
      fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 25, maxLength: 25 }),
    )
    .map(([first, rest]) => first + rest)

  test('every one has its position, and both are in the order of the 128-bit numbers', () => {
    const numberOf = (id: string): bigint =>
      [...id].reduce((sum, char) => sum * 32n + BigInt('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(char)), 0n)
    fc.assert(
      fc.property(canonical, canonical, (a, b) => {
        for (const id of [a, b]) {
          expect(codec.positionOf(id)).toBe(numberOf(id).toString(16).padStart(32, '0'))
          expect(codec.idOf(codec.positionOf(id))).toBe(id)
          expect(BigInt(codec.timestampOf(id))).toBe(numberOf(id) >> 80n)
        }
        expect(codec.positionOf(a) < codec.positionOf(b)).toBe(a < b)
        if (codec.timestampOf(a) !== codec.timestampOf(b)) {
          expect(a < b).toBe(codec.timestampOf(a) < codec.timestampOf(b))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('hold the time of the specification’s example, and the largest one ends with the 128 bits', () => {
    expect(codec.timestampOf('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(1_469_922_850_259)
    expect(codec.positionOf('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toBe('f'.repeat(32))
    expect(codec.timestampOf('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toBe(2 ** 48 - 1)
  })

  test('have one spelling: what overflows, lower case and letters that look like digits are refused', async () => {
    const sample = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    const others = [
      `8${sample.slice(1)}`,
      `Z${sample.slice(1)}`,
      sample.toLowerCase(),
      ...[...'ILOU'].map((letter) => sample.slice(0, -1) + letter),
      sample.slice(1),
      `${sample}0`,
      `${sample}\n`,
    ]
    for (const id of others) expect((await refusal(() => codec.positionOf(id))).code).toBe('INVALID_ID')
  })

  test('have sequence and node where the specification has the highest random bits', () => {
    const parts = { timestampMs: 1_469_922_850_259, nodeId: 0x2aa, sequence: 0xabc, random: () => 0.999_999_999 }
    expect(codec.compose(parts)).toBe('01563e3ab5d3abcaabffffffffffffff')
    expect(codec.compose({ ...parts, random: () => 0 })).toBe('01563e3ab5d3abcaa800000000000000')
  })
})

describe.each(CODECS)('minting $codec.name ids', ({ codec }) => {
  const minterOn = (time: VirtualTime, nodeId = 1): IdMinter =>
    new IdMinter({ codec, clock: time, random: seededRandom(), nodeId })
  const timeOf = (position: string): number => codec.timestampOf(codec.idOf(position))

  test('10,000 in one millisecond rise strictly, and stay near it', () => {
    const time = new VirtualTime()
    const minter = minterOn(time)
    const minted = Array.from({ length: 10_000 }, () => minter.mint())
    expect(minted).toEqual([...new Set(minted)].sort())
    expect(timeOf(minted[0] ?? '')).toBe(time.now())
    expect(timeOf(minted.at(-1) ?? '')).toBe(time.now() + 2)
  })

  test('of all node numbers differ', () => {
    const time = new VirtualTime()
    const minted = Array.from({ length: 1_024 }, (_, nodeId) => minterOn(time, nodeId).mint())
    expect(new Set(minted).size).toBe(1_024)
  })

  test('goes on rising over a small regression of the clock', () => {
    const time = new VirtualTime()
    const minter = minterOn(time)
    let last = minter.mint()
    for (const step of [-1, -200, 5, -300, -504, 1_000, -1]) {
      time.jump(step)
      const next = minter.mint()
      expect(next > last).toBe(true)
      last = next
    }
  })

  test('is refused after a large one, until the clock has caught up', async () => {
    const time = new VirtualTime()
    const minter = minterOn(time)
    const before = minter.mint()
    time.jump(-MAX_AHEAD_MS)
    minter.mint()
    time.jump(-1)
    expect(await refusal(() => minter.mint())).toMatchObject({ code: 'CLOCK_REGRESSED', retryable: true })
    time.jump(-3_600_000)
    expect((await refusal(() => minter.mint())).code).toBe('CLOCK_REGRESSED')
    time.jump(3_600_001)
    expect(minter.mint() > before).toBe(true)
  })

  test('a refused id leaves no trace', async () => {
    const time = new VirtualTime()
    const minter = minterOn(time)
    minter.mint()
    time.jump(-5_000)
    for (let index = 0; index < 10_000; index++) await refusal(() => minter.mint())
    time.jump(5_000)
    expect(timeOf(minter.mint())).toBe(time.now())
  })

  test('is above a floor from up to a second ahead, whatever its node', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000, max: MAX_AHEAD_MS - 1 }),
        fc.integer({ min: 0, max: 1_023 }),
        fc.integer({ min: 0, max: 4_095 }),
        fc.integer({ min: 0, max: 1_023 }),
        (aheadMs, floorNode, sequence, nodeId) => {
          const time = new VirtualTime()
          const timestampMs = time.now() + aheadMs
          const floor = codec.compose({ timestampMs, nodeId: floorNode, sequence, random: () => 0.999 })
          const position = minterOn(time, nodeId).mint(floor)
          expect(position > floor).toBe(true)
          expect(timeOf(position)).toBeLessThanOrEqual(Math.max(time.now(), timestampMs) + 1)
        },
      ),
    )
  })

  test('ignores a floor from farther ahead: nobody can lock an author out', () => {
    const time = new VirtualTime()
    const floor = codec.compose({ timestampMs: time.now() + 86_400_000, nodeId: 1, sequence: 0, random: () => 0 })
    expect(timeOf(minterOn(time).mint(floor))).toBe(time.now())
  })
})
