import type {
  Adapter,
  CounterArchive,
  CounterStore,
  EventBus,
  GraphStore,
  KeyValueCache,
  PositionWidth,
  PostStore,
  SignalStore,
  TimelineCache,
} from '@feed-engine/core'
import type { Fixtures } from './fixtures'
import type { Harness, UserDirectoryHarness } from './harness'
import type { CheckProperty } from './property'
import type { Random } from './random'
import type { Time } from './time'

/** What the rules of each group are run against. The outbox is a part of a post store, and
 * writing behind a part of a counter store. */
export interface HarnessByPort {
  readonly postStore: Harness<PostStore>
  readonly outbox: Harness<PostStore>
  readonly graphStore: Harness<GraphStore>
  readonly timelineCache: Harness<TimelineCache>
  readonly eventBus: Harness<EventBus>
  readonly keyValueCache: Harness<KeyValueCache>
  readonly userDirectory: UserDirectoryHarness
  readonly signalStore: Harness<SignalStore>
  readonly counterStore: Harness<CounterStore>
  readonly writeBehind: Harness<CounterStore>
  readonly counterArchive: Harness<CounterArchive>
}

export type PortName = keyof HarnessByPort

/** First part of the ids of a port's rules. */
export const RULE_PREFIX: Readonly<Record<PortName, string>> = Object.freeze({
  postStore: 'posts',
  outbox: 'outbox',
  graphStore: 'graph',
  timelineCache: 'timelines',
  eventBus: 'events',
  keyValueCache: 'values',
  userDirectory: 'users',
  signalStore: 'signals',
  counterStore: 'counters',
  writeBehind: 'behind',
  counterArchive: 'archive',
})

export type CapabilitiesOf<H extends Harness<Adapter>> = H['adapter'] extends { readonly capabilities: infer C }
  ? keyof C
  : never

/** Name of a capability that an adapter of the port declares as `true` or `false`. */
export type CapabilityName<P extends PortName> = CapabilitiesOf<HarnessByPort[P]> & string

/** Everything that a rule may use. Users, tenants and ids that it makes are its own. */
export interface RuleContext<H extends Harness<Adapter>> {
  readonly adapter: H['adapter']
  readonly harness: H
  readonly width: PositionWidth
  readonly make: Fixtures
  readonly time: Time
  readonly random: Random
  /** Has something done when the rule ends, before the harness is closed. */
  readonly atEnd: (cleanUp: () => void) => void
  /** Runs a property-based check, with its seed in the message of the failure. */
  readonly check: CheckProperty
}

/** One behaviour that a port's docstrings promise, as a check that an adapter passes or fails. */
export interface Rule<P extends PortName = PortName> {
  /** Stable: reports and tables refer to it. */
  readonly id: string
  readonly port: P
  /** A broken `optional` rule is reported as unmet and fails nothing. */
  readonly level: 'required' | 'optional'
  /** Runs only if the adapter declares this capability. */
  readonly requires?: CapabilityName<P>
  /** Runs only if the adapter declares that it lacks this capability: absence is a behaviour too. */
  readonly without?: CapabilityName<P>
  /** Runs only if the harness offers this. */
  readonly needs?: 'failOver'
  /** What holds, as a sentence. */
  readonly title: string
  /** What goes wrong in a feed where it does not hold. */
  readonly why: string
  run(context: RuleContext<HarnessByPort[P]>): Promise<void>
}

/** A rule as its file writes it: required unless it says otherwise. */
export type RuleText<P extends PortName> = Omit<Rule<P>, 'port' | 'level'> & { readonly level?: 'optional' }

export type ContextOf<P extends PortName> = RuleContext<HarnessByPort[P]>

export const ruleOf =
  <P extends PortName>(port: P) =>
  (text: RuleText<P>): Rule<P> => ({ level: 'required', ...text, port })

export const postStoreRule = ruleOf('postStore')
/** No rule of an outbox applies where there is none. */
export const outboxRule = (text: RuleText<'outbox'>): Rule<'outbox'> =>
  ruleOf('outbox')({ requires: 'transactionalOutbox', ...text })
export const graphStoreRule = ruleOf('graphStore')
export const timelineCacheRule = ruleOf('timelineCache')
export const eventBusRule = ruleOf('eventBus')
export const keyValueCacheRule = ruleOf('keyValueCache')
export const userDirectoryRule = ruleOf('userDirectory')
export const signalStoreRule = ruleOf('signalStore')
export const counterStoreRule = ruleOf('counterStore')
/** No rule of an archive's front applies where there is none. */
export const writeBehindRule = (text: RuleText<'writeBehind'>): Rule<'writeBehind'> =>
  ruleOf('writeBehind')({ requires: 'writeBehind', ...text })
export const counterArchiveRule = ruleOf('counterArchive')
