import type { PostRecord } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { renaming, showing } from './layers'

export const idsMutants = mutantsOf('postStore', [
  [
    'answers share their records with the store',
    'posts.own-copies',
    (inner) => {
      const records = new Map<string, PostRecord>()
      return showing(inner, (post) => {
        const name = `${post.id}/${post.version}/${post.state}`
        const record = records.get(name) ?? { ...post }
        records.set(name, record)
        return record
      })
    },
  ],
  [
    'tenants are ignored',
    'posts.tenants.isolated',
    (inner) =>
      renaming(
        inner,
        (_, id) => id,
        () => 'one',
      ),
  ],
  [
    'tenant and author are joined with a colon',
    'posts.tenants.isolated',
    (inner) =>
      renaming(
        inner,
        (tenant, id) => `${tenant}:${id}`,
        () => 'one',
      ),
  ],
  ['author ids are normalised', 'posts.ids.any-characters', (inner) => renaming(inner, (_, id) => id.normalize('NFC'))],
  [
    'author ids are compared without case',
    'posts.ids.any-characters',
    (inner) => renaming(inner, (_, id) => id.toLowerCase()),
  ],
  ['author ids are trimmed', 'posts.ids.any-characters', (inner) => renaming(inner, (_, id) => id.trim())],
  ['author ids end at 255 bytes', 'posts.ids.longest', (inner) => renaming(inner, (_, id) => id.slice(0, 255))],
  [
    'authors are kept in a plain object',
    'posts.ids.any-characters',
    (inner) =>
      override(inner, {
        listByAuthors: async (params, call) => {
          const byAuthor: Record<string, readonly string[]> = {}
          const pages = await inner.listByAuthors(params, call)
          for (const { authorId, positions } of pages) byAuthor[authorId] = positions
          return pages.map((page) => ({
            ...page,
            positions: Object.entries(byAuthor).find(([id]) => id === page.authorId)?.[1] ?? [],
          }))
        },
      }),
  ],
])
