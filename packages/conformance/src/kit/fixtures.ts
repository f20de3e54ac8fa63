import {
  DEFAULT_SNOWFLAKE_EPOCH_MS,
  type FeedKey,
  type FeedKind,
  type IdCodec,
  type OutboxEvent,
  type Position,
  type PositionWidth,
  type PostRecord,
  PUSH_TO_ALL,
  snowflakeCodec,
  type TenantId,
  type TimelineEntry,
  type UserId,
  uuidv7Codec,
} from '@feed-engine/core'
import { integerBelow, type Random } from './random'

const FIRST_POST_MS = DEFAULT_SNOWFLAKE_EPOCH_MS + 20 * 365 * 86_400_000

/**
 * Makes the data of one rule. Names hold a part that no other run shares, so that rules may run against a server
 * that was never cleaned; all else follows from the seed.
 */
export class Fixtures {
  readonly codec: IdCodec
  readonly #random: Random
  readonly #unique: string
  #names = 0
  #lastMs = FIRST_POST_MS

  constructor(parts: { readonly width: PositionWidth; readonly random: Random; readonly unique: string }) {
    this.codec = parts.width === 16 ? snowflakeCodec() : uuidv7Codec()
    this.#random = parts.random
    this.#unique = parts.unique
  }

  /** A name that was never used before, of letters, digits and `-`. */
  name(prefix: string): string {
    this.#names += 1
    return `${prefix}-${this.#unique}-${this.#names}`
  }

  tenant(): TenantId {
    return this.name('tenant')
  }

  user(): UserId {
    return this.name('user')
  }

  users(count: number): UserId[] {
    return Array.from({ length: count }, () => this.user())
  }

  feed(tenant: TenantId = this.tenant(), ownerId: UserId = this.user(), kind: FeedKind = 'home'): FeedKey {
    return { tenant, kind, ownerId }
  }

  /** A position above every one made before by this object. */
  position(): Position {
    this.#lastMs += 1 + integerBelow(this.#random, 1_000)
    return this.codec.compose({
      timestampMs: this.#lastMs,
      nodeId: integerBelow(this.#random, 1_024),
      sequence: integerBelow(this.#random, this.codec.sequenceSize),
      random: this.#random,
    })
  }

  /** Positions in ascending order. */
  positions(count: number): Position[] {
    return Array.from({ length: count }, () => this.position())
  }

  /** Positions of one millisecond that differ in their last bits only, ascending: beyond what a double can tell. */
  adjacentPositions(count: number): Position[] {
    const base = BigInt(`0x${this.position().slice(0, -4)}0000`)
    const width = this.codec.width
    return Array.from({ length: count }, (_, index) => (base + BigInt(index)).toString(16).padStart(width, '0'))
  }

  entry(position: Position = this.position()): TimelineEntry {
    const digit = (): string => integerBelow(this.#random, 16).toString(16)
    return { position, authorHint: Array.from({ length: 16 }, digit).join('') }
  }

  entries(positions: readonly Position[]): TimelineEntry[] {
    return positions.map((position) => this.entry(position))
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => integerBelow(this.#random, 256))
  }

  /** A plain visible post; `change` overrides fields, and the position decides id and time. */
  post(change: Partial<PostRecord> = {}): PostRecord {
    const position = change.position ?? this.position()
    const id = this.codec.idOf(position)
    return {
      id,
      authorId: this.user(),
      createdAtMs: this.codec.timestampOf(id),
      kind: 'post',
      version: 1,
      state: 'visible',
      visibility: 'public',
      delivery: PUSH_TO_ALL,
      body: this.bytes(24),
      fingerprint: this.name('fingerprint'),
      ...change,
      position,
    }
  }

  event(key: string = this.name('key'), value: Uint8Array = this.bytes(16)): OutboxEvent {
    return { topic: 'posts', key, value }
  }
}
