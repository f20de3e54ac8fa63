import { hide, mutantsOf, override } from '../mutant'

const RULE = 'posts.versions.as-get-many'

export const versionsMutants = mutantsOf('postStore', [
  [
    'versions are remembered from the first time that they were asked for',
    RULE,
    (inner) => {
      const remembered = new Map<string, number>()
      return override(inner, {
        versions: async (params, call) => {
          for (const [id, version] of (await inner.versions?.(params, call)) ?? []) {
            if (!remembered.has(id)) remembered.set(id, version)
          }
          return new Map(params.postIds.flatMap((id) => [[id, remembered.get(id)] as const]).filter(isKnown))
        },
      })
    },
  ],
  [
    'deleted posts have no version',
    RULE,
    (inner) =>
      override(inner, {
        versions: async (params, call) => {
          const records = await inner.getMany(params, call)
          const left = [...records.values()].filter(({ state }) => state !== 'deleted')
          return new Map(left.map(({ id, version }) => [id, version]))
        },
      }),
  ],
  [
    'unknown ids have version 0',
    RULE,
    (inner) =>
      override(inner, {
        versions: async (params, call) => {
          const versions = (await inner.versions?.(params, call)) ?? new Map<string, number>()
          return new Map(params.postIds.map((id) => [id, versions.get(id) ?? 0]))
        },
      }),
  ],
  ['versions is declared and not there', RULE, (inner) => hide(inner, 'versions')],
  [
    'versions is there and not declared',
    'posts.versions.absent',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, versions: false }) }),
  ],
])

function isKnown(entry: readonly [string, number | undefined]): entry is readonly [string, number] {
  return entry[1] !== undefined
}
