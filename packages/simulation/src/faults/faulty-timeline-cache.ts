import type { PortCall, PushParams, PushStatus, TimelineCache } from '@feed-engine/core'
import type { CacheCells } from '../deployment/cache-cells'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/** Of a push that fails in part: the share of feeds that report failure, and of these the share that took it. */
const FAILING = 0.5
const TAKEN_NEVERTHELESS = 0.5

/** Timeline cells at the other end of an unreliable network. Whatever changes a cache may also arrive late. */
export function faultyTimelineCache(cells: CacheCells, wire: Wire): TimelineCache {
  const send = <T>(method: string, call: PortCall | undefined, late: boolean, apply: () => Promise<T>): Promise<T> =>
    wire.call({ port: 'timelines', step: `timelines.${method}`, call, late, apply })
  return {
    name: cells.first.name,
    capabilities: cells.first.capabilities,
    push: (params, call) => send('push', call, true, () => pushPartly(cells, params, wire)),
    read: (params, call) => send('read', call, false, () => cells.cacheOf(params.feed).read(params)),
    open: (params, call) => send('open', call, true, () => cells.cacheOf(params.feed).open(params)),
    replace: (params, call) => send('replace', call, true, () => cells.cacheOf(params.feed).replace(params)),
    evict: (params, call) => send('evict', call, true, () => cells.evict(params.feeds)),
    incarnation: (params, call) => send('incarnation', call, false, () => cells.incarnationOf(params.feed)),
    close: () => Promise.resolve(),
  }
}

async function pushPartly(cells: CacheCells, params: PushParams, wire: Wire): Promise<readonly PushStatus[]> {
  const { faults } = wire
  if (!faults.happens('partialPush')) {
    return (await inParts(params.feeds, wire, (feeds) => cells.push({ ...params, feeds }))).flat()
  }
  const failing = params.feeds.map(() => faults.random.chance(FAILING))
  const sent = params.feeds.map((_, index) => failing[index] === false || faults.random.chance(TAKEN_NEVERTHELESS))
  const statuses = await cells.push({ ...params, feeds: params.feeds.filter((_, index) => sent[index]) })
  const answers = statuses[Symbol.iterator]()
  return params.feeds.map((_, index) => {
    const answer: PushStatus | undefined = sent[index] === true ? answers.next().value : undefined
    return failing[index] === true ? 'failed' : (answer ?? 'failed')
  })
}
