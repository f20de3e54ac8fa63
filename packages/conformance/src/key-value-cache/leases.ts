import { keyValueCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { acquire, cachedOf, ENDS_WITHIN_MS, invalidate, LONG_MS, read, SHORT_MS, store, takenForMs } from './values'

/** Far from `LONG_MS`, and from the end of a rule. */
const MEDIUM_MS = 60_000

export const leases = [
  keyValueCacheRule({
    id: 'values.lease.one-holder',
    title: 'Of those who acquire a free lease at once one gets it, and the others are told when it ends',
    why: 'A thousand misses of one key have to become one load.',
    async run({ adapter, make, time }) {
      const key = make.name('key')
      const holders = Array.from({ length: 20 }, () => make.name('holder'))
      const results = await Promise.all(holders.map((holder) => acquire(adapter, { key, holder, ttlMs: MEDIUM_MS })))
      const refused = results.filter(({ acquired }) => !acquired)
      ensureEqual(refused.length, 19, 'number of those who did not get the lease')
      for (const result of refused) {
        const freeInMs = result.acquired ? 0 : result.freeInMs
        ensure(freeInMs >= 1 && freeInMs <= MEDIUM_MS, `freeInMs has to be in 1..${MEDIUM_MS}, not ${freeInMs}`)
      }
      await time.pass(2 * SHORT_MS)
      const later = await takenForMs(adapter, make, key)
      ensure(later >= 1 && later <= MEDIUM_MS - SHORT_MS, `freeInMs has to run down, and not to ${later}`)
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.own-again',
    title: 'Whoever holds a lease and acquires it again gets it, for the life given then',
    why: 'A call whose reply was lost is sent again, and must not wait for itself.',
    async run({ adapter, make }) {
      const [key, holder] = [make.name('key'), make.name('holder')]
      for (const ttlMs of [LONG_MS, MEDIUM_MS, LONG_MS]) {
        ensureEqual(await acquire(adapter, { key, holder, ttlMs }), { acquired: true }, 'answer of acquireLease')
        ensureTakenFor(await takenForMs(adapter, make, key), ttlMs)
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.ends',
    title: 'A lease that was not renewed ends by itself, and the next one gets it',
    why: 'A process that died while it loaded must not keep others from loading.',
    async run({ adapter, make, time }) {
      const key = make.name('key')
      await acquire(adapter, { key, holder: make.name('holder'), ttlMs: SHORT_MS })
      const other = make.name('holder')
      const isFree = async () => (await acquire(adapter, { key, holder: other })).acquired
      await time.until(isFree, 'a lease ends', ENDS_WITHIN_MS)
      ensureTakenFor(await takenForMs(adapter, make, key), LONG_MS)
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.renewed',
    title: 'renewLease begins the life of a lease anew, for its holder only',
    why: 'A long load keeps its lease; who has lost it must not take it from the next one.',
    async run({ adapter, make }) {
      const [key, holder, other] = [make.name('key'), make.name('holder'), make.name('holder')]
      await acquire(adapter, { key, holder, ttlMs: MEDIUM_MS })
      const renewed = await adapter.renewLease({ key, holder: other, ttlMs: LONG_MS })
      ensureEqual(renewed, false, 'renewLease by another one')
      ensureTakenFor(await takenForMs(adapter, make, key), MEDIUM_MS)
      ensureEqual(await adapter.renewLease({ key, holder, ttlMs: LONG_MS }), true, 'renewLease by the holder')
      ensureTakenFor(await takenForMs(adapter, make, key), LONG_MS)
      ensureEqual(await acquire(adapter, { key, holder }), { acquired: true }, 'acquireLease by the holder')
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.not-created',
    title: 'renewLease answers false for a lease that has ended or never was, and creates none',
    why: 'Whoever is told to go on stops looking whether somebody else has begun.',
    async run({ adapter, make, time }) {
      const [key, holder] = [make.name('key'), make.name('holder')]
      ensureEqual(
        await adapter.renewLease({ key, holder, ttlMs: LONG_MS }),
        false,
        'renewLease of a lease that never was',
      )
      ensureEqual(await takenForMs(adapter, make, key), 0, 'milliseconds that the lease is taken')
      await acquire(adapter, { key, holder, ttlMs: SHORT_MS })
      await time.pass(2 * SHORT_MS)
      const isOver = async () => !(await adapter.renewLease({ key, holder, ttlMs: 1 }))
      await time.until(isOver, 'a lease ends', ENDS_WITHIN_MS)
      ensureEqual(await takenForMs(adapter, make, key), 0, 'milliseconds that the lease is taken')
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.released',
    title: 'releaseLease frees a lease at once, for its holder only, and only once',
    why: 'Whoever was slow would give away what has become somebody else’s.',
    async run({ adapter, make }) {
      const [key, holder, other] = [make.name('key'), make.name('holder'), make.name('holder')]
      ensureEqual(await adapter.releaseLease({ key, holder }), false, 'releaseLease of a lease that never was')
      await acquire(adapter, { key, holder })
      ensureEqual(await adapter.releaseLease({ key, holder: other }), false, 'releaseLease by another one')
      ensure((await takenForMs(adapter, make, key)) > 0, 'a lease that another one released stays')
      ensureEqual(await adapter.releaseLease({ key, holder }), true, 'releaseLease by the holder')
      ensureEqual(await adapter.releaseLease({ key, holder }), false, 'releaseLease once more')
      ensureEqual(await acquire(adapter, { key, holder: other }), { acquired: true }, 'acquireLease by another one')
      ensureEqual(await adapter.releaseLease({ key, holder }), false, 'releaseLease by the former holder')
    },
  }),
  keyValueCacheRule({
    id: 'values.lease.apart',
    title: 'The lease and the value of one key do not touch each other',
    why: 'A value is filled under the lease of its own key.',
    async run({ adapter, make }) {
      const [key, holder] = [make.name('key'), make.name('holder')]
      await acquire(adapter, { key, holder })
      ensureEqual(await read(adapter, key), undefined, 'the value of a key with a lease')
      const entry = await store(adapter, make, { key })
      ensureEqual(await acquire(adapter, { key, holder }), { acquired: true }, 'acquireLease by the holder')
      ensureEqual(await read(adapter, key), cachedOf(entry), 'the value')
      await invalidate(adapter, { key, holdMs: LONG_MS })
      ensure((await takenForMs(adapter, make, key)) > 0, 'an invalidation leaves the lease')
      ensureEqual(await adapter.releaseLease({ key, holder }), true, 'releaseLease by the holder')
      const free = make.name('key')
      await store(adapter, make, { key: free })
      ensureEqual(await acquire(adapter, { key: free, holder }), { acquired: true }, 'the lease of a key with a value')
    },
  }),
]

/** The time that has gone by since the lease began its life is short against the lives that rules choose from. */
function ensureTakenFor(freeInMs: number, ttlMs: number): void {
  const least = ttlMs === LONG_MS ? MEDIUM_MS + 1 : 1
  ensure(freeInMs >= least && freeInMs <= ttlMs, `freeInMs has to be in ${least}..${ttlMs}, not ${freeInMs}`)
}
