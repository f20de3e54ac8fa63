import type { GraphStore, Relation, ViewerRelations } from '@feed-engine/core'
import { override } from '../mutant'

/** Changes what viewerRelations answers. */
export function answering(
  inner: GraphStore,
  change: (answer: ViewerRelations, params: Parameters<GraphStore['viewerRelations']>[0]) => ViewerRelations,
): GraphStore {
  return override(inner, {
    viewerRelations: async (params, call) => change(await inner.viewerRelations(params, call), params),
  })
}

export function relating(inner: GraphStore, change: (relation: Relation) => Relation): GraphStore {
  return answering(inner, (answer) => ({
    ...answer,
    relations: new Map([...answer.relations].map(([id, relation]) => [id, change(relation)])),
  }))
}

export async function everyone(
  inner: GraphStore,
  params: { tenant: string; userId: string },
): Promise<readonly string[]> {
  return (await inner.followers({ ...params, limit: 100_000 })).userIds
}

export const WITHOUT = <K, V>(map: ReadonlyMap<K, V>, drop: (key: K) => boolean): Map<K, V> =>
  new Map([...map].filter(([key]) => !drop(key)))
