import type { GraphStore, PortCall } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'

/**
 * A graph store at the other end of an unreliable network. Of its writes only marks may arrive late: they never fall,
 * while a late follow would undo an unfollow that was acknowledged in between.
 */
export function faultyGraphStore(inner: GraphStore, wire: Wire): GraphStore {
  const send = <T>(method: string, call: PortCall | undefined, apply: (rest?: PortCall) => Promise<T>): Promise<T> =>
    wire.call({ port: 'graph', step: `graph.${method}`, call, apply })
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    follow: (params, call) => send('follow', call, (rest) => inner.follow(params, rest)),
    approveFollow: (params, call) => send('approveFollow', call, (rest) => inner.approveFollow(params, rest)),
    unfollow: (params, call) => send('unfollow', call, (rest) => inner.unfollow(params, rest)),
    followers: (params, call) => send('followers', call, (rest) => inner.followers(params, rest)),
    followees: (params, call) => send('followees', call, (rest) => inner.followees(params, rest)),
    pendingFollowers: (params, call) => send('pendingFollowers', call, (rest) => inner.pendingFollowers(params, rest)),
    counts: (params, call) => send('counts', call, (rest) => inner.counts(params, rest)),
    block: (params, call) => send('block', call, (rest) => inner.block(params, rest)),
    unblock: (params, call) => send('unblock', call, (rest) => inner.unblock(params, rest)),
    mute: (params, call) => send('mute', call, (rest) => inner.mute(params, rest)),
    unmute: (params, call) => send('unmute', call, (rest) => inner.unmute(params, rest)),
    setAccountVisibility: (params, call) =>
      send('setAccountVisibility', call, (rest) => inner.setAccountVisibility(params, rest)),
    viewerRelations: (params, call) => send('viewerRelations', call, (rest) => inner.viewerRelations(params, rest)),
    authorState: (params, call) => send('authorState', call, (rest) => inner.authorState(params, rest)),
    recordDelivery: (params, call) =>
      wire.call({
        port: 'graph',
        step: 'graph.recordDelivery',
        call,
        late: params.delivery === undefined,
        apply: (rest) => inner.recordDelivery(params, rest),
      }),
    close: () => Promise.resolve(),
  }
}
