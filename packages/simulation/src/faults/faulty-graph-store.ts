import type { GraphStore, PortCall } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'

/**
 * A graph store at the other end of an unreliable network. Of its writes only marks may arrive late: they never fall,
 * while a late follow would undo an unfollow that was acknowledged in between.
 */
export function faultyGraphStore(inner: GraphStore, wire: Wire): GraphStore {
  const send = <T>(method: string, call: PortCall | undefined, apply: () => Promise<T>): Promise<T> =>
    wire.call({ port: 'graph', step: `graph.${method}`, call, apply })
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    follow: (params, call) => send('follow', call, () => inner.follow(params)),
    approveFollow: (params, call) => send('approveFollow', call, () => inner.approveFollow(params)),
    unfollow: (params, call) => send('unfollow', call, () => inner.unfollow(params)),
    followers: (params, call) => send('followers', call, () => inner.followers(params)),
    followees: (params, call) => send('followees', call, () => inner.followees(params)),
    pendingFollowers: (params, call) => send('pendingFollowers', call, () => inner.pendingFollowers(params)),
    counts: (params, call) => send('counts', call, () => inner.counts(params)),
    block: (params, call) => send('block', call, () => inner.block(params)),
    unblock: (params, call) => send('unblock', call, () => inner.unblock(params)),
    mute: (params, call) => send('mute', call, () => inner.mute(params)),
    unmute: (params, call) => send('unmute', call, () => inner.unmute(params)),
    setAccountVisibility: (params, call) =>
      send('setAccountVisibility', call, () => inner.setAccountVisibility(params)),
    viewerRelations: (params, call) => send('viewerRelations', call, () => inner.viewerRelations(params)),
    authorState: (params, call) => send('authorState', call, () => inner.authorState(params)),
    recordDelivery: (params, call) =>
      wire.call({
        port: 'graph',
        step: 'graph.recordDelivery',
        call,
        late: params.delivery === undefined,
        apply: () => inner.recordDelivery(params),
      }),
    close: () => Promise.resolve(),
  }
}
