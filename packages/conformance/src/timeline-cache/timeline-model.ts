import { type FeedKey, lowestPosition, type Position, type TimelineCache } from '@feed-engine/core'
import fc from 'fast-check'
import type { Fixtures } from '../kit/fixtures'
import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { LONG_TTL_MS, NOTHING_DROPPED, open, positionsOf, push, readOrNull, replace } from './timelines'

const POOL = 24
const MAX = 8

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('push', 'push', 'push', 'open', 'replace', 'replace', 'replace-stale', 'evict'),
    at: fc.array(fc.nat(POOL - 1), { maxLength: 6 }),
    removed: fc.array(fc.nat(POOL - 1), { maxLength: 2 }),
    mark: fc.nat(POOL * 3),
    readerClass: fc.nat(1),
  }),
  { minLength: 15, maxLength: 50 },
)

/** A timeline as the docstrings define it; `null` coverage while filling. */
interface Model {
  readonly positions: Set<Position>
  watermark: Position
  readerClass: number
  coverage: { readonly graphVersion: number; readonly readerClass: number } | null
  token: string
}

export const timelineModel = timelineCacheRule({
  id: 'timelines.like-a-set-above-a-watermark',
  title: 'Under any pushes, opens, replaces and evictions, a timeline is the set of what it took above its watermark',
  why: 'Late pushes, trims and bulk changes meet in ways that single examples do not.',
  async run({ adapter, make, check, width }) {
    const pool = make.adjacentPositions(POOL / 2).concat(make.positions(POOL / 2))
    await check(steps, async (sequence) => {
      const feed = make.feed()
      let model: Model | null = null
      for (const [index, { kind, at, removed, mark, readerClass }] of sequence.entries()) {
        const positions = at.map((place) => pool[place] ?? '')
        const bench = { cache: adapter, feed, make, model }
        if (kind === 'push') await pushStep(bench, positions, readerClass)
        else if (kind === 'open') model = await openStep(bench, readerClass)
        else if (kind === 'evict') {
          await adapter.evict({ feeds: [feed] })
          model = null
        } else {
          const coverage = { graphVersion: index, readerClass }
          const watermark = pool[mark] ?? lowestPosition(width)
          const remove = removed.map((place) => pool[place] ?? '')
          await replaceStep(bench, { add: positions, remove, watermark, coverage, stale: kind === 'replace-stale' })
        }
        await compare({ cache: adapter, feed, make, model })
      }
    })
  },
})

interface Bench {
  readonly cache: TimelineCache
  readonly feed: FeedKey
  readonly make: Fixtures
  readonly model: Model | null
}

async function pushStep(
  { cache, feed, make, model }: Bench,
  positions: readonly Position[],
  pushFrom: number,
): Promise<void> {
  if (positions.length === 0) return
  const status = await push(cache, { feed, entries: make.entries(positions), pushFrom, maxEntries: MAX })
  const skipped = model !== null && model.readerClass < pushFrom
  ensureEqual(status, model === null ? 'absent' : skipped ? 'skipped' : 'pushed', 'answer of push')
  if (model === null || skipped) return
  for (const position of positions) if (position > model.watermark) model.positions.add(position)
  await trimLikeTheCache({ cache, feed, make, model })
}

async function openStep({ cache, feed, make, model }: Bench, readerClass: number): Promise<Model> {
  const token = make.name('token')
  const result = await open(cache, { feed, token, readerClass })
  ensureEqual(result, model?.coverage ? 'covered' : 'opened', 'answer of open')
  if (model === null) {
    return { positions: new Set(), watermark: NOTHING_DROPPED, readerClass, coverage: null, token }
  }
  return model.coverage === null ? { ...model, token, readerClass } : model
}

interface BulkChange {
  readonly add: readonly Position[]
  readonly remove: readonly Position[]
  readonly watermark: Position
  readonly coverage: { readonly graphVersion: number; readonly readerClass: number }
  readonly stale: boolean
}

async function replaceStep({ cache, feed, make, model }: Bench, change: BulkChange): Promise<void> {
  const { add, remove, watermark, coverage, stale } = change
  const token = model === null || stale ? make.name('token') : model.token
  const nextToken = make.name('token')
  const entries = make.entries(add)
  const bulk = { feed, token, nextToken, add: entries, remove, watermark, coverage, maxEntries: MAX }
  const result = await replace(cache, make, bulk)
  ensureEqual(result, model === null ? 'absent' : stale ? 'stale' : 'replaced', 'answer of replace')
  if (model === null || stale) return
  if (watermark > model.watermark) model.watermark = watermark
  for (const position of remove) model.positions.delete(position)
  for (const position of add) model.positions.add(position)
  for (const position of model.positions) if (position <= model.watermark) model.positions.delete(position)
  Object.assign(model, { coverage, token: nextToken, readerClass: coverage.readerClass })
  await trimLikeTheCache({ cache, feed, make, model })
}

/** A cache may trim now or let the timeline grow by a quarter: the model follows it if it kept the highest. */
async function trimLikeTheCache({ cache, feed, model }: Bench): Promise<void> {
  const slice = await readOrNull(cache, feed)
  ensure(slice !== null && model !== null, 'an open feed has to be there')
  const highestFirst = [...model.positions].sort().reverse()
  const kept = slice.entries.length
  ensure(
    kept >= Math.min(MAX, highestFirst.length) && kept <= MAX * 1.25,
    `${kept} of ${highestFirst.length} entries kept`,
  )
  for (const position of highestFirst.slice(kept)) model.positions.delete(position)
  model.watermark = highestFirst[kept] ?? model.watermark
}

async function compare({ cache, feed, model }: Bench): Promise<void> {
  const slice = await readOrNull(cache, feed)
  if (model === null) return ensureEqual(slice, null, 'an absent feed')
  ensure(slice !== null, 'an open feed has to be there')
  const expected = [...model.positions].sort().reverse()
  const { watermark, coverage, token } = model
  ensureEqual(positionsOf(slice), expected, 'positions')
  ensureEqual(
    [slice.watermark, slice.coverage, slice.token],
    [watermark, coverage, token],
    'watermark, coverage and token',
  )
  const before = expected[1]
  if (before === undefined) return
  const page = await cache.read({ feed, before, limit: 2, idleTtlMs: LONG_TTL_MS })
  ensureEqual(page && positionsOf(page), expected.slice(2, 4), 'a page below a bound')
  ensureEqual(page?.more, expected.length > 4, 'more of that page')
}
