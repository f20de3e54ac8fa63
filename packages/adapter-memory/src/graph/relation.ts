import type { Relation } from '@feed-engine/core'
import type { GraphUser } from './graph-user'

/** The relation of a viewer to somebody. A user who was never seen has a public account and no edges. */
export function relation(viewer: GraphUser | undefined, other: GraphUser | undefined): Relation {
  const account = other?.account ?? 'public'
  if (viewer === undefined || other === undefined) {
    return { follow: 'none', blocking: false, blockedBy: false, muting: false, account }
  }
  return {
    follow: viewer.follows.state(other),
    blocking: viewer.blocks(other),
    blockedBy: other.blocks(viewer),
    muting: viewer.mutes(other),
    account,
  }
}
