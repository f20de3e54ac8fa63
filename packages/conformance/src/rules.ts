import { adapterRules, capabilityRules } from './common/adapter'
import {
  counterArchiveCalls,
  counterStoreCalls,
  eventBusCalls,
  graphStoreCalls,
  keyValueCacheCalls,
  outboxCalls,
  postStoreCalls,
  signalStoreCalls,
  timelineCacheCalls,
  userDirectoryCalls,
  writeBehindCalls,
} from './common/calls'
import { idRules } from './common/ids'
import {
  counterArchiveProbe,
  counterStoreProbe,
  graphStoreProbe,
  postStoreProbe,
  signalStoreProbe,
  timelineCacheProbe,
} from './common/probe'
import { signalRules } from './common/signals'
import { archiveRules } from './counter-archive/archive'
import { counterArguments } from './counter-store/arguments'
import { counterModel } from './counter-store/counter-model'
import { durable as durableCounters } from './counter-store/durable'
import { eventRules } from './counter-store/events'
import { memberRules } from './counter-store/members'
import { readCounters } from './counter-store/reads'
import { ackTimeout } from './event-bus/ack-timeout'
import { broadcast } from './event-bus/broadcast'
import { close } from './event-bus/close'
import { concurrency } from './event-bus/concurrency'
import { deadLetters } from './event-bus/dead-letters'
import { delivery as busDelivery } from './event-bus/delivery'
import { durable as durableBus } from './event-bus/durable'
import { groups } from './event-bus/groups'
import { keyOrder } from './event-bus/key-order'
import { lag } from './event-bus/lag'
import { replay } from './event-bus/replay'
import { verdicts } from './event-bus/verdicts'
import { accountVisibility } from './graph-store/account-visibility'
import { approve } from './graph-store/approve'
import { block } from './graph-store/block'
import { counts } from './graph-store/counts'
import { delivery as authorDelivery } from './graph-store/delivery'
import { durable as durableGraph } from './graph-store/durable'
import { followRules } from './graph-store/follow'
import { followLimit } from './graph-store/follow-limit'
import { followerCells } from './graph-store/follower-cells'
import { followerRanges } from './graph-store/follower-ranges'
import { graphModel } from './graph-store/graph-model'
import { mute } from './graph-store/mute'
import { ownCopies as graphOwnCopies } from './graph-store/own-copies'
import { orderKept, pages } from './graph-store/pages'
import { pullAuthors } from './graph-store/pull-authors'
import { relations } from './graph-store/relations'
import { unfollow } from './graph-store/unfollow'
import { versions } from './graph-store/versions'
import { cacheModel } from './key-value-cache/cache-model'
import { durable as durableValues } from './key-value-cache/durable'
import { getAndSet } from './key-value-cache/get-and-set'
import { invalidation } from './key-value-cache/invalidate'
import { keys } from './key-value-cache/keys'
import { leases } from './key-value-cache/leases'
import { life } from './key-value-cache/life'
import { ownCopies as valueOwnCopies } from './key-value-cache/own-copies'
import { versions as valueVersions } from './key-value-cache/versions'
import type { PortName, Rule } from './kit/rule'
import { acknowledgements } from './outbox/acknowledge'
import { claims } from './outbox/claim'
import { order } from './outbox/order'
import { pending } from './outbox/pending'
import { relayModel } from './outbox/relay-model'
import { release } from './outbox/release'
import { storesEvents } from './outbox/stores-events'
import { durable as durablePosts } from './post-store/durable'
import { expiry } from './post-store/expiry'
import { getMany } from './post-store/get-many'
import { postHistory } from './post-store/history'
import { idempotencyKey } from './post-store/idempotency-key'
import { listByAuthors } from './post-store/list-by-authors'
import { listModel } from './post-store/list-model'
import { outboxPresence } from './post-store/outbox-presence'
import { ownCopies as postOwnCopies } from './post-store/own-copies'
import { putCreates } from './post-store/put-creates'
import { putIdempotent } from './post-store/put-idempotent'
import { tombstone } from './post-store/tombstone'
import { update } from './post-store/update'
import { postVersions } from './post-store/versions'
import { bounded } from './signal-store/bounded'
import { concurrent } from './signal-store/concurrent'
import { counting } from './signal-store/counting'
import { durable as durableSignals } from './signal-store/durable'
import { ownCopies as signalOwnCopies } from './signal-store/own-copies'
import { reading } from './signal-store/reading'
import { refused } from './signal-store/refused'
import { removing } from './signal-store/removing'
import { subjects } from './signal-store/subjects'
import { sums } from './signal-store/sums'
import { cells } from './timeline-cache/cells'
import { evict } from './timeline-cache/evict'
import { idleLife } from './timeline-cache/idle-life'
import { incarnation } from './timeline-cache/incarnation'
import { openRules } from './timeline-cache/open'
import { ownCopies as timelineOwnCopies } from './timeline-cache/own-copies'
import { pushRules } from './timeline-cache/push'
import { readRules } from './timeline-cache/read'
import { replaceRules } from './timeline-cache/replace'
import { timelineModel } from './timeline-cache/timeline-model'
import { trim } from './timeline-cache/trim'
import { existing } from './user-directory/existing'
import { profileRules } from './user-directory/profiles'
import { presence as writeBehindPresence } from './write-behind/presence'
import { savingRules } from './write-behind/saving'
import { unknownRules } from './write-behind/unknown'

/** The rules of each port, in the order in which they are run and listed. */
export type RulesByPort = { readonly [P in PortName]: readonly Rule<P>[] }

export const rulesByPort: RulesByPort = {
  postStore: [
    ...adapterRules('postStore'),
    ...capabilityRules('postStore', ['durable', 'transactionalOutbox', 'expiry', 'versions', 'history']),
    ...putCreates,
    ...putIdempotent,
    ...idempotencyKey,
    ...getMany,
    ...postVersions,
    ...listByAuthors,
    listModel,
    ...update,
    ...postHistory,
    ...tombstone,
    ...expiry,
    ...outboxPresence,
    ...idRules('postStore', postStoreProbe),
    postOwnCopies,
    ...signalRules('postStore', postStoreCalls),
    durablePosts,
  ],
  outbox: [
    ...storesEvents,
    ...order,
    ...claims,
    ...acknowledgements,
    ...release,
    pending,
    relayModel,
    ...signalRules('outbox', outboxCalls).map((rule) => ({ ...rule, requires: 'transactionalOutbox' as const })),
  ],
  graphStore: [
    ...adapterRules('graphStore'),
    ...capabilityRules('graphStore', ['durable', 'followersByCell']),
    ...followRules,
    ...followLimit,
    ...approve,
    ...unfollow,
    ...block,
    mute,
    accountVisibility,
    ...pages,
    orderKept,
    ...followerRanges,
    ...followerCells,
    counts,
    ...relations,
    ...versions,
    ...pullAuthors,
    ...authorDelivery,
    graphModel,
    ...idRules('graphStore', graphStoreProbe),
    graphOwnCopies,
    ...signalRules('graphStore', graphStoreCalls),
    durableGraph,
  ],
  timelineCache: [
    ...adapterRules('timelineCache'),
    ...capabilityRules('timelineCache', ['durable']),
    cells,
    ...pushRules,
    ...trim,
    ...readRules,
    ...openRules,
    ...replaceRules,
    ...evict,
    ...idleLife,
    ...incarnation,
    timelineModel,
    ...idRules('timelineCache', timelineCacheProbe),
    timelineOwnCopies,
    ...signalRules('timelineCache', timelineCacheCalls),
  ],
  eventBus: [
    ...adapterRules('eventBus'),
    ...capabilityRules('eventBus', ['durable', 'replay']),
    ...busDelivery,
    ...groups,
    ...keyOrder,
    ...verdicts,
    ...deadLetters,
    ...ackTimeout,
    ...lag,
    ...concurrency,
    ...close,
    ...broadcast,
    ...replay,
    ...signalRules('eventBus', eventBusCalls),
    durableBus,
  ],
  keyValueCache: [
    ...adapterRules('keyValueCache'),
    ...capabilityRules('keyValueCache', ['durable']),
    ...getAndSet,
    ...valueVersions,
    ...life,
    ...invalidation,
    ...leases,
    cacheModel,
    ...keys,
    valueOwnCopies,
    ...signalRules('keyValueCache', keyValueCacheCalls),
    durableValues,
  ],
  userDirectory: [
    ...adapterRules('userDirectory'),
    ...capabilityRules('userDirectory', ['durable', 'profiles']),
    ...existing,
    ...profileRules,
    ...signalRules('userDirectory', userDirectoryCalls),
  ],
  signalStore: [
    ...adapterRules('signalStore'),
    ...capabilityRules('signalStore', ['durable']),
    ...counting,
    ...sums,
    concurrent,
    bounded,
    ...reading,
    ...subjects,
    ...idRules('signalStore', signalStoreProbe),
    removing,
    refused,
    signalOwnCopies,
    ...signalRules('signalStore', signalStoreCalls),
    durableSignals,
  ],
  counterStore: [
    ...adapterRules('counterStore'),
    ...capabilityRules('counterStore', ['durable', 'writeBehind']),
    ...memberRules,
    ...eventRules,
    ...readCounters,
    counterModel,
    ...idRules('counterStore', counterStoreProbe),
    ...counterArguments,
    ...writeBehindPresence,
    ...signalRules('counterStore', counterStoreCalls),
    durableCounters,
  ],
  writeBehind: [
    ...unknownRules,
    ...savingRules,
    ...signalRules('writeBehind', writeBehindCalls).map((rule) => ({ ...rule, requires: 'writeBehind' as const })),
  ],
  counterArchive: [
    ...adapterRules('counterArchive'),
    ...capabilityRules('counterArchive', ['durable']),
    ...archiveRules,
    ...idRules('counterArchive', counterArchiveProbe),
    ...signalRules('counterArchive', counterArchiveCalls),
  ],
}

/** Every rule of every port. */
export const rules: readonly Rule[] = Object.values(rulesByPort).flat()
