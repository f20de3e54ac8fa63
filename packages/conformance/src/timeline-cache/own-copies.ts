import { timelineCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { openFilled, readAll } from './timelines'

export const ownCopies = timelineCacheRule({
  id: 'timelines.own-copies',
  title: 'What callers do to entries, feeds, coverage and slices after a call changes nothing in the cache',
  why: 'One reader would see what another one scribbled on.',
  async run({ adapter, make }) {
    const [one, two] = [make.feed(), make.feed()]
    const coverage = { graphVersion: 5, readerClass: 1 }
    const added = make.entry()
    const add = [{ ...added }]
    for (const feed of [one, two]) await openFilled(adapter, make, { feed, add, coverage })
    const pushed = make.entry()
    const [entries, feeds] = [[{ ...pushed }], [{ ...one }, { ...two }]]
    await adapter.push({ feeds, entries, pushFrom: 0, maxEntries: 10 })
    for (const given of [...add, ...entries]) Object.assign(given, { position: make.position(), authorHint: '' })
    Object.assign(coverage, { graphVersion: 99, readerClass: 3 })
    add.length = 0
    entries.length = 0
    feeds.length = 0
    for (const feed of [one, two, one]) {
      const slice = await readAll(adapter, feed)
      ensureEqual(slice.entries, [pushed, added], 'entries')
      ensureEqual(slice.coverage, { graphVersion: 5, readerClass: 1 }, 'coverage')
      for (const answer of [slice.entries[0], slice.coverage, slice.entries, slice]) scribble(answer)
    }
  },
})

function scribble(answer: object | null | undefined): void {
  if (answer === null || answer === undefined || Object.isFrozen(answer)) return
  if (Array.isArray(answer)) answer.length = 0
  else Object.assign(answer, { position: 'f', authorHint: '', graphVersion: 77, readerClass: 3, watermark: 'f' })
}
