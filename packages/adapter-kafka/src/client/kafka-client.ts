/**
 * What the adapter uses of a Kafka client, as structural types: an instance of `Kafka` from kafkajs fits, and so does
 * whatever behaves like it. The adapter imports no client itself.
 */
export interface KafkaClient {
  producer(settings: ProducerSettings): KafkaProducer
  consumer(settings: ConsumerSettings): KafkaConsumer
  admin(): KafkaAdmin
}

export interface RetrySettings {
  readonly retries: number
  readonly initialRetryTime: number
  readonly maxRetryTime: number
  /** Whether the client itself starts a crashed consumer again. */
  readonly restartOnFailure?: (error: Error) => Promise<boolean>
}

export interface ProducerSettings {
  readonly idempotent: boolean
  readonly maxInFlightRequests: number
  readonly allowAutoTopicCreation: boolean
  readonly retry: RetrySettings
  readonly createPartitioner: () => (args: {
    readonly message: { readonly key?: Uint8Array | string | null; readonly partition?: number }
    readonly partitionMetadata: readonly { readonly partitionId: number }[]
  }) => number
}

export interface OutgoingMessage {
  readonly key: Buffer | null
  readonly value: Buffer
  readonly partition?: number
  /** Milliseconds since the Unix epoch, in decimal. */
  readonly timestamp: string
  readonly headers?: Record<string, string>
}

export interface KafkaProducer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  /** Resolves when all in-sync replicas have all of the messages. */
  send(record: { topic: string; messages: OutgoingMessage[]; acks: number; timeout: number }): Promise<unknown>
}

export interface ConsumerSettings {
  readonly groupId: string
  readonly allowAutoTopicCreation: boolean
  readonly sessionTimeout: number
  readonly rebalanceTimeout: number
  readonly heartbeatInterval: number
  readonly maxWaitTimeInMs: number
  readonly maxBytesPerPartition: number
  readonly partitionAssigners: PartitionAssigner[]
  readonly retry: RetrySettings
}

/** Makes the part of a consumer that says what it subscribes to and, in the leader of a group, who gets what. */
export type PartitionAssigner = (context: {
  readonly cluster: { findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[] }
}) => {
  name: string
  version: number
  protocol(subscription: { topics: string[] }): { name: string; metadata: Buffer }
  assign(group: {
    members: { memberId: string }[]
    topics: string[]
  }): Promise<{ memberId: string; memberAssignment: Buffer }[]>
}

export interface IncomingMessage {
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: string
  readonly headers?: Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>
}

export interface CommitRequest {
  topics: { topic: string; partitions: { partition: number; offset: string; metadata: string }[] }[]
}

export interface BatchPayload {
  readonly batch: { readonly topic: string; readonly partition: number; readonly messages: readonly IncomingMessage[] }
  /** Fetching goes on behind this offset. */
  resolveOffset(offset: string): void
  /** Rejects when the group rebalances, or does not know the member any more. */
  heartbeat(): Promise<void>
  commitOffsetsIfNecessary(offsets: CommitRequest): Promise<void>
  isRunning(): boolean
  isStale(): boolean
}

export interface GroupJoin {
  readonly memberId: string
  readonly memberAssignment: Readonly<Record<string, readonly number[]>>
}

export interface KafkaConsumer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  subscribe(subscription: { topics: string[]; fromBeginning: boolean }): Promise<void>
  run(config: {
    autoCommit: boolean
    eachBatchAutoResolve: boolean
    eachBatch: (payload: BatchPayload) => Promise<void>
  }): Promise<void>
  commitOffsets(
    offsets: { topic: string; partition: number; offset: string; metadata?: string | null }[],
  ): Promise<void>
  seek(position: { topic: string; partition: number; offset: string }): void
  pause(topics: { topic: string; partitions: number[] }[]): void
  resume(topics: { topic: string; partitions: number[] }[]): void
  on(event: 'consumer.group_join', listener: (event: { payload: GroupJoin }) => void): () => void
  on(event: 'consumer.heartbeat', listener: () => void): () => void
  on(event: 'consumer.crash', listener: (event: { payload: { error: Error } }) => void): () => void
}

export interface PartitionOffset {
  partition: number
  offset: string
}

export interface KafkaAdmin {
  connect(): Promise<void>
  disconnect(): Promise<void>
  /** Of all topics, if none is named. */
  fetchTopicMetadata(): Promise<{ topics: { name: string; partitions: { partitionId: number }[] }[] }>
  /** Resolves with false if they exist already. */
  createTopics(request: {
    waitForLeaders: boolean
    topics: {
      topic: string
      numPartitions: number
      replicationFactor: number
      configEntries: { name: string; value: string }[]
    }[]
  }): Promise<boolean>
  createPartitions(request: { topicPartitions: { topic: string; count: number }[] }): Promise<unknown>
  /** Offset `-1` where nothing is committed. */
  fetchOffsets(request: {
    groupId: string
    topics: string[]
  }): Promise<{ topic: string; partitions: (PartitionOffset & { metadata: string | null })[] }[]>
  fetchTopicOffsets(topic: string): Promise<(PartitionOffset & { high: string; low: string })[]>
  /** The first offsets at or after a time; those behind the last message where there is none. */
  fetchTopicOffsetsByTimestamp(topic: string, timestamp: number): Promise<PartitionOffset[]>
}
