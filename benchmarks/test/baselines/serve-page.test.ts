import { describe, expect, it } from 'vitest'
import { type Findings, servePage } from '../../src/baselines/pages/serve-page'
import { stampedPost } from '../../src/baselines/stamped-post'

const ids = (count: number) => Array.from({ length: count }, (_, number) => stampedPost(1_000 - number).postId)

interface Exceptions {
  readonly version?: number
  readonly deleted?: boolean
  readonly visibility?: 'followers' | 'private'
  readonly authorId?: string
}

/** Posts of `ann`, whom the viewer follows, but for the exceptions; and how many were looked at, call by call. */
function findings(exceptions: Readonly<Record<string, Exceptions>> = {}) {
  const looks: number[] = []
  const lookAt = async (postIds: readonly string[]): Promise<Findings> => {
    looks.push(postIds.length)
    const of = (id: string) => ({ authorId: 'ann', version: 1, visibility: 'public' as const, ...exceptions[id] })
    return {
      posts: postIds.map((id) => ({ id, authorId: of(id).authorId, createdAtMs: 0, version: 1, body: id })),
      states: new Map(postIds.filter((id) => !exceptions[id]?.deleted).map((id) => [id, of(id)])),
      authors: new Map([
        ['ann', { follows: true, hidden: false }],
        ['muted', { follows: true, hidden: true }],
        ['stranger', { follows: false, hidden: false }],
      ]),
    }
  }
  return { looks, lookAt }
}

const serve = async (count: number, exceptions: Readonly<Record<string, Exceptions>> = {}) => {
  const { looks, lookAt } = findings(exceptions)
  const page = await servePage('viewer', ids(count), lookAt)
  return { ...page, ids: page.items.map(({ id }) => id), looks }
}

describe('a page by hand', () => {
  it('looks at one post more than it shows, and goes on where there is one', async () => {
    const page = await serve(30)
    expect(page.ids).toEqual(ids(20))
    expect(page.nextCursor).toBeTypeOf('string')
    expect(page.looks).toEqual([21])
  })

  it('ends where nothing follows', async () => {
    const page = await serve(20)
    expect(page.ids).toEqual(ids(20))
    expect(page.nextCursor).toBeUndefined()
  })

  it.each<[string, Exceptions]>([
    ['a deleted post', { deleted: true }],
    ['a body of another version', { version: 2 }],
    ['a private post', { visibility: 'private' }],
    ['a post of somebody muted', { authorId: 'muted' }],
    ['a post of somebody who is not followed', { authorId: 'stranger' }],
    ['a post of somebody unknown', { authorId: 'nobody' }],
  ])('leaves out %s, and looks further', async (_, exception) => {
    const [first = '', ...rest] = ids(30)
    const page = await serve(30, { [first]: exception })
    expect(page.ids).toEqual(rest.slice(0, 20))
    expect(page.looks).toEqual([21, 1])
  })

  it('shows posts for followers, and the viewer its own private ones', async () => {
    const [first = '', second = '', ...rest] = ids(20)
    const own = { visibility: 'private', authorId: 'viewer' } as const
    const page = await serve(20, { [first]: { visibility: 'followers' }, [second]: own })
    expect(page.ids).toEqual([first, second, ...rest])
  })
})
