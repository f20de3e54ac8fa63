import fc from 'fast-check'
import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, listAll, listOne, newestFirst, remove } from './posts'

export const listModel = postStoreRule({
  id: 'posts.list.like-a-sorted-array',
  title: 'After any puts and deletes, every page is what a sorted array would give',
  why: 'Bounds, limits and tombstones meet in ways that single examples do not.',
  async run({ adapter, make, check }) {
    const pool = make.adjacentPositions(8).concat(make.positions(8))
    const steps = fc.array(
      fc.record({ at: fc.nat(pool.length - 1), author: fc.nat(2), kind: fc.constantFrom('put', 'put', 'delete') }),
      { minLength: 10, maxLength: 50 },
    )
    const asked = fc.record({ limit: fc.integer({ min: 1, max: 6 }), bound: fc.nat(pool.length - 1) })
    await check(fc.tuple(steps, asked), async ([sequence, { limit, bound }]) => {
      const tenant = make.tenant()
      const authors = make.users(3)
      const live = new Map<string, string>()
      const dead = new Set<string>()
      for (const { at, author, kind } of sequence) {
        const position = pool[at] ?? ''
        const authorId = live.get(position) ?? authors[author] ?? ''
        if (kind === 'delete') {
          await remove(adapter, tenant, { id: make.codec.idOf(position), position, authorId })
          live.delete(position)
          dead.add(position)
        } else if (!dead.has(position) && !live.has(position)) {
          await create(adapter, tenant, make.post({ authorId, position }))
          live.set(position, authorId)
        }
      }
      const before = pool[bound] ?? ''
      for (const authorId of authors) {
        const expected = newestFirst([...live.keys()].filter((position) => live.get(position) === authorId))
        ensureEqual(await listAll(adapter, { tenant, authorId, limit }), expected, `all pages of ${limit}`)
        const below = expected.filter((position) => position < before)
        const page = await listOne(adapter, { tenant, authorId, before, limit })
        const seen = page.positions
        ensureEqual(seen, below.slice(0, seen.length), 'a page below a bound')
        ensure(seen.length === below.length || page.more, 'more has to be true while posts are left')
      }
    })
  },
})
