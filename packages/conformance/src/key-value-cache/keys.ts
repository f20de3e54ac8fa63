import type { CacheEntry } from '@feed-engine/core'
import { AWKWARD_IDS } from '../common/awkward-ids'
import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual, ensureRejects } from '../kit/violation'
import { acquire, cachedOf, entryOf, LONG_MS, read, readAll, set, store, YEAR_MS } from './values'

/** What an adapter may put before a key to keep its kinds of data apart, and characters that ids cannot have. */
const MORE_KEYS = ['v', 'f', 'l', 'va', 'fa', 'la', 'v:a', 'kv', 'lease:a', '{}', '{}a', '\n', '\u0000', 'a\u0000', ' ']
/** 1,024 bytes: two that differ in their last byte, and two of four-byte characters. */
function longestKeys(scope: string): string[] {
  const room = 1_024 - scope.length
  const padded = scope + 'x'.repeat(room % 4)
  const smiles = '\ud83d\ude00'.repeat(Math.floor(room / 4) - 1)
  return [
    `${scope}${'x'.repeat(room - 1)}1`,
    `${scope}${'x'.repeat(room - 1)}2`,
    `${padded}${smiles}\ud83d\ude00`,
    `${padded}${smiles}\ud83d\ude01`,
  ]
}

const isNoKey = ['', 'x'.repeat(1_025), '\u00e9'.repeat(513), '\ud800', 'a\udfff', 5, null, undefined] as string[]
const isNoTime = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, YEAR_MS + 1, '5', undefined] as number[]
const isNoVersion = [-1, 0.5, Number.NaN, 2 ** 53, '5', null] as number[]
const isNoHolder = ['', 'x'.repeat(257), '\ud800', 5, undefined] as string[]

export const keys = [
  keyValueCacheRule({
    id: 'values.keys.any-characters',
    title: 'Keys of any characters and of 1,024 bytes name values and leases of their own',
    why: 'A key with a separator, a brace or a pattern in it would show one user what belongs to another.',
    async run({ adapter, make }) {
      const scope = make.name('scope')
      const awkward = [...new Set([...AWKWARD_IDS, ...MORE_KEYS])]
      const all = [...awkward.flatMap((key) => [`${scope}${key}`, `${key}${scope}`]), ...longestKeys(scope)]
      for (const half of [0, 1]) {
        const entries: CacheEntry[] = []
        for (const key of all.filter((_, index) => index % 2 === half))
          entries.push(await store(adapter, make, { key }))
        const expected = new Map(entries.map((entry) => [entry.key, cachedOf(entry)]))
        ensureEqual(await readAll(adapter, all), expected, 'the values of every second key')
        await adapter.invalidateMany({ entries: entries.map(({ key }) => ({ key, holdMs: LONG_MS })) })
      }
      for (const [index, key] of all.entries()) {
        const result = await acquire(adapter, { key, holder: `holder ${index}` })
        ensureEqual(result, { acquired: true }, `acquireLease of ${JSON.stringify(key)}`)
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.arguments.refused',
    title: 'Keys, versions, times and holders that are none fail the call with INVALID_ARGUMENT, and nothing happens',
    why: 'A value without an end stays for ever, and a key that is cut is somebody else’s.',
    async run({ adapter, make }) {
      const [key, holder] = [make.name('key'), make.name('holder')]
      const good = await store(adapter, make, { key, version: 1 })
      const refuse = (call: () => Promise<unknown>, what: string) =>
        ensureRejects(Promise.resolve().then(call), 'INVALID_ARGUMENT', what)
      const entry = entryOf(make, { key, version: 2 })
      const setting = (change: Partial<CacheEntry>) => () =>
        adapter.setMany({ entries: [entry, { ...entry, ...change }] })
      const lease = { key, holder, ttlMs: LONG_MS }
      for (const bad of isNoKey) {
        await refuse(setting({ key: bad }), 'setMany')
        await refuse(() => adapter.getMany({ keys: [key, bad] }), 'getMany')
        const entries = [
          { key, holdMs: LONG_MS },
          { key: bad, holdMs: LONG_MS },
        ]
        await refuse(() => adapter.invalidateMany({ entries }), 'invalidateMany')
        await refuse(() => adapter.acquireLease({ ...lease, key: bad }), 'acquireLease')
        await refuse(() => adapter.renewLease({ ...lease, key: bad }), 'renewLease')
        await refuse(() => adapter.releaseLease({ key: bad, holder }), 'releaseLease')
      }
      for (const ttlMs of isNoTime) {
        await refuse(setting({ ttlMs }), 'setMany')
        await refuse(() => adapter.acquireLease({ ...lease, ttlMs }), 'acquireLease')
        await refuse(() => adapter.renewLease({ ...lease, ttlMs }), 'renewLease')
        const entries = [
          { key, holdMs: LONG_MS },
          { key, holdMs: ttlMs },
        ]
        if (ttlMs !== 0) await refuse(() => adapter.invalidateMany({ entries }), 'invalidateMany')
      }
      for (const version of isNoVersion) {
        await refuse(setting({ version }), 'setMany')
        const entries = [
          { key, holdMs: LONG_MS },
          { key, minVersion: version, holdMs: LONG_MS },
        ]
        await refuse(() => adapter.invalidateMany({ entries }), 'invalidateMany')
      }
      for (const bad of isNoHolder) {
        await refuse(() => adapter.acquireLease({ ...lease, holder: bad }), 'acquireLease')
        await refuse(() => adapter.renewLease({ ...lease, holder: bad }), 'renewLease')
        await refuse(() => adapter.releaseLease({ key, holder: bad }), 'releaseLease')
      }
      ensureEqual(await read(adapter, key), cachedOf(good), 'the value')
      ensureEqual(await set(adapter, entryOf(make, { key, version: 1, ttlMs: YEAR_MS })), 'stored', 'a fill afterwards')
      ensureEqual(
        await acquire(adapter, { key, holder: 'x'.repeat(256), ttlMs: YEAR_MS }),
        { acquired: true },
        'a lease',
      )
    },
  }),
]
