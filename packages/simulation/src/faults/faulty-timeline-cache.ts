import type { PortCall, PushParams, PushStatus, TimelineCache } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/** Of a push that fails in part: the share of feeds that report failure, and of these the share that took it. */
const FAILING = 0.5
const TAKEN_NEVERTHELESS = 0.5

/** A timeline cache at the other end of an unreliable network. Whatever changes a cache may also arrive late. */
export function faultyTimelineCache(inner: TimelineCache, wire: Wire): TimelineCache {
  const port = 'timelines'
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    push: (params, call) =>
      wire.call({
        port,
        step: 'timelines.push',
        call,
        late: true,
        apply: (rest) => pushPartly(inner, params, wire, rest),
      }),
    read: (params, call) =>
      wire.call({ port, step: 'timelines.read', call, apply: (rest) => inner.read(params, rest) }),
    open: (params, call) =>
      wire.call({ port, step: 'timelines.open', call, late: true, apply: (rest) => inner.open(params, rest) }),
    replace: (params, call) =>
      wire.call({ port, step: 'timelines.replace', call, late: true, apply: (rest) => inner.replace(params, rest) }),
    evict: (params, call) =>
      wire.call({ port, step: 'timelines.evict', call, late: true, apply: (rest) => inner.evict(params, rest) }),
    incarnation: (params, call) =>
      wire.call({ port, step: 'timelines.incarnation', call, apply: (rest) => inner.incarnation(params, rest) }),
    close: () => Promise.resolve(),
  }
}

async function pushPartly(
  inner: TimelineCache,
  params: PushParams,
  wire: Wire,
  call: PortCall | undefined,
): Promise<readonly PushStatus[]> {
  const { faults } = wire
  if (!faults.happens('partialPush')) {
    return (await inParts(params.feeds, wire, (feeds) => inner.push({ ...params, feeds }, call))).flat()
  }
  const failing = params.feeds.map(() => faults.random.chance(FAILING))
  const sent = params.feeds.map((_, index) => failing[index] === false || faults.random.chance(TAKEN_NEVERTHELESS))
  const statuses = await inner.push({ ...params, feeds: params.feeds.filter((_, index) => sent[index]) }, call)
  const answers = statuses[Symbol.iterator]()
  return params.feeds.map((_, index) => {
    const answer: PushStatus | undefined = sent[index] === true ? answers.next().value : undefined
    return failing[index] === true ? 'failed' : (answer ?? 'failed')
  })
}
