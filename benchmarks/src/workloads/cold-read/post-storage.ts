import type { RandomSource } from '@feed-engine/core'
import type { Addresses, Deployment, ServerKind } from '@feed-engine/example-profiles'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { CachedPost } from '../../baselines/pages/body-cache'
import type { ReadWay } from '../../baselines/read-way'

export interface FloorParts {
  readonly addresses: Addresses
  readonly client: Redis
  readonly pool: Pool
  /** Of the stores' schema and keyspace. */
  readonly namespace: string
  /** Of the floor's own keys. */
  readonly prefix: string
  readonly random: RandomSource
  readonly posts: readonly CachedPost[]
}

/** Where posts are stored. Follows are in PostgreSQL, timelines in Redis. */
export interface PostStorage {
  readonly name: string
  readonly needs: readonly ServerKind[]
  /** Opens the stores, prepared and empty. */
  open(addresses: Addresses, namespace: string): Promise<Deployment>
  /** The fewest commands for the same pages, out of the same stores. */
  openFloor(parts: FloorParts): Promise<{ readonly floor: ReadWay; close(): Promise<void> }>
}
