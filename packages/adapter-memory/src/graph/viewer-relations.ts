import type { PullAuthor, Relation, UserId, ViewerRelations, ViewerRelationsParams } from '@feed-engine/core'
import type { GraphUser } from './graph-user'
import { relation } from './relation'
import type { TenantGraph } from './tenant-graph'

/** Answers {@link ViewerRelationsParams} from one moment. */
export function viewerRelations(graph: TenantGraph | undefined, params: ViewerRelationsParams): ViewerRelations {
  const viewer = graph?.find(params.viewerId)
  const pulled = graph === undefined || viewer === undefined ? [] : pullAuthors(graph, viewer, params)
  const { newFollowees, moreNewFollowees } = followedSince(viewer, params)

  const relations = new Map<UserId, Relation>()
  for (const authorId of params.authorIds) relations.set(authorId, relation(viewer, graph?.find(authorId)))
  for (const author of pulled) {
    if (!relations.has(author.authorId)) relations.set(author.authorId, relation(viewer, graph?.find(author.authorId)))
  }
  for (const userId of newFollowees) {
    if (!relations.has(userId)) relations.set(userId, relation(viewer, graph?.find(userId)))
  }
  return {
    graphVersion: viewer?.follows.version ?? 0,
    relations,
    pullAuthors: pulled,
    newFollowees,
    moreNewFollowees,
  }
}

/** Walks the marked authors or the viewer's followees, whichever are fewer. */
function pullAuthors(graph: TenantGraph, viewer: GraphUser, params: ViewerRelationsParams): PullAuthor[] {
  const { readerClass, pulledAbove } = params
  const found: PullAuthor[] = []
  const consider = (author: GraphUser): void => {
    const pulledUpTo = author.pulledUpTo(readerClass)
    if (pulledUpTo === undefined || (pulledAbove !== undefined && pulledUpTo <= pulledAbove)) return
    found.push({ authorId: author.id, pulledUpTo })
  }

  consider(viewer)
  const { follows } = viewer
  if (graph.marked.size <= follows.accepted.size) {
    for (const author of graph.marked) {
      if (author !== viewer && follows.state(author) === 'accepted') consider(author)
    }
  } else {
    follows.accepted.visitAbove(-1, (ordinal) => {
      const author = graph.at(ordinal)
      if (author !== undefined && author !== viewer) consider(author)
      return true
    })
  }
  return found
}

function followedSince(
  viewer: GraphUser | undefined,
  params: ViewerRelationsParams,
): Pick<ViewerRelations, 'newFollowees' | 'moreNewFollowees'> {
  const newFollowees: UserId[] = []
  let moreNewFollowees = false
  if (params.followedAfterVersion !== undefined) {
    viewer?.follows.visitAcceptedAfter(params.followedAfterVersion, (followee) => {
      moreNewFollowees = newFollowees.length >= params.newFolloweesLimit
      if (!moreNewFollowees) newFollowees.push(followee.id)
      return !moreNewFollowees
    })
  }
  return { newFollowees, moreNewFollowees }
}
