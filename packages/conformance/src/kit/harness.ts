import type {
  Adapter,
  CounterArchive,
  CounterStore,
  EventBus,
  GraphStore,
  KeyValueCache,
  PositionWidth,
  PostStore,
  ProfileRecord,
  SignalStore,
  TenantId,
  TimelineCache,
  UserDirectory,
  UserId,
} from '@feed-engine/core'

/** One adapter, opened for one rule, and what the kit may do to its surroundings. */
export interface Harness<A extends Adapter> {
  readonly adapter: A
  /**
   * Moves the clock and timers that the adapter was given. Absent: the adapter lives in real time, and rules about
   * time wait for it.
   */
  readonly advance?: (ms: number) => Promise<void>
  /** The adapter's clock, in milliseconds since the Unix epoch. Absent: the system's. */
  readonly now?: () => number
  /**
   * Another adapter over the same data, as another process would open it; the caller closes its harness. Needed of
   * an adapter that claims to be durable.
   */
  readonly reopen?: () => Promise<Harness<A>>
  /** Makes the storage lose what a fail-over may lose. Timeline caches only. */
  readonly failOver?: () => Promise<void>
  /** Closes the adapter, and what the harness created for it. */
  close(): Promise<void>
}

/** A directory is only read by its port, so the harness has to be able to write to it. */
export interface UserDirectoryHarness extends Harness<UserDirectory> {
  /**
   * Makes a user exist, or changes the profile of one who does. Without a profile, whichever the directory gives to
   * those of whom it knows nothing else; with one, if it declares `profiles`.
   */
  readonly addUser: (params: {
    readonly tenant: TenantId
    readonly userId: UserId
    readonly profile?: Pick<ProfileRecord, 'version' | 'body'>
  }) => Promise<void>
}

/** Width of the positions that the adapter will see: 16 digits with 64-bit ids, 32 with 128-bit ids. */
export interface OpenParams {
  readonly width: PositionWidth
}

/** The ports that an adapter implements, each as a function that opens a fresh adapter. */
export interface HarnessFactories {
  readonly postStore?: (params: OpenParams) => Promise<Harness<PostStore>>
  readonly graphStore?: (params: OpenParams) => Promise<Harness<GraphStore>>
  readonly timelineCache?: (params: OpenParams) => Promise<Harness<TimelineCache>>
  readonly eventBus?: (params: OpenParams) => Promise<Harness<EventBus>>
  readonly keyValueCache?: (params: OpenParams) => Promise<Harness<KeyValueCache>>
  readonly signalStore?: (params: OpenParams) => Promise<Harness<SignalStore>>
  readonly userDirectory?: (params: OpenParams) => Promise<UserDirectoryHarness>
  readonly counterStore?: (params: OpenParams) => Promise<Harness<CounterStore>>
  readonly counterArchive?: (params: OpenParams) => Promise<Harness<CounterArchive>>
}
