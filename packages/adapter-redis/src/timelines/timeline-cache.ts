import {
  FeedError,
  type FeedKey,
  integerOption,
  optionFields,
  type PortCall,
  type Position,
  type PushParams,
  type PushStatus,
  type ReaderClass,
  type ReplaceParams,
  type TimelineCache,
  type TimelineCacheCapabilities,
  type TimelineSlice,
} from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import type { RedisArgument } from '../client/redis-client'
import { Script } from '../client/script'
import { replyOf } from '../client/script-runner'
import { FeedKeys } from '../keys/feed-keys'
import { SLOTS } from '../keys/slot'
import { timelinesEvict, timelinesIncarnation } from '../lua-sources'
import type { TimelineEncoding } from './encoding'
import { checkPosition, encodeEntries } from './entry-codec'
import { groupByCell } from './feed-groups'
import { encodeGraphVersion, LONGEST_TOKEN_BYTES } from './header'
import type { ResolvedTimelineOptions } from './options'

const evictScript = new Script(timelinesEvict)
const incarnationScript = new Script(timelinesIncarnation, 'read')
const claimScript = new Script(timelinesIncarnation)
const PUSH_STATUSES: readonly PushStatus[] = ['absent', 'pushed', 'skipped']
const REPLACE_RESULTS = ['absent', 'replaced', 'stale'] as const

/**
 * Timelines in Redis or Redis Cluster, 6.2 or newer: every operation is a script, atomic per timeline. Timelines that
 * may have lost writes, by a fail-over, a restart or an eviction, are absent: `lua/timelines/cell.lua` says how.
 */
export class RedisTimelineCache implements TimelineCache {
  readonly name = 'redis'
  readonly capabilities: TimelineCacheCapabilities
  readonly #encoding: TimelineEncoding
  readonly #prefix: string
  readonly #keys: FeedKeys
  /** First arguments of every script: the map of cells that this process has. */
  readonly #map: readonly [epoch: string, layout: string]
  readonly #link: RedisLink

  /** @internal */
  constructor(options: ResolvedTimelineOptions, link: RedisLink) {
    this.#link = link
    const { cells, encoding } = options
    this.capabilities = Object.freeze({ durable: true, bytesPerEntry: encoding.bytesPerEntry, cells })
    this.#encoding = encoding
    this.#prefix = options.keyPrefix
    this.#keys = new FeedKeys({ prefix: options.keyPrefix, cells })
    this.#map = [String(options.epoch), `${cells} ${encoding.name} ${encoding.format}`]
  }

  /** One pipeline, of a cluster one per master. A part that fails leaves its feeds `failed`. */
  async push(params: PushParams, call?: PortCall): Promise<readonly PushStatus[]> {
    this.#link.guard.check(call)
    const { feeds, entries, pushFrom, maxEntries } = params
    const width = entries[0]?.position.length ?? 16
    // As text: the client takes a tenth longer to make ready a push with numbers.
    const args = [...this.#map, encodeEntries(entries, width), `${width / 2}`, `${pushFrom}`, `${maxEntries}`]
    const groups = groupByCell(this.#keys, this.#encoding.parts[0], feeds)
    const calls = groups.map(({ cell, keys }) => {
      return { script: this.#encoding.push, keys: [this.#keys.record(cell), ...keys], args }
    })
    const outcomes = await this.#link.scripts.runAll(calls, call)
    if (outcomes.length > 0 && outcomes.every((outcome) => 'error' in outcome)) replyOf(outcomes[0])
    const statuses = feeds.map((): PushStatus => 'failed')
    for (const [index, { places }] of groups.entries()) {
      const outcome = outcomes[index]
      if (outcome === undefined || 'error' in outcome) continue
      const digits = outcome.reply as Buffer
      for (const [at, place] of places.entries()) {
        statuses[place] = PUSH_STATUSES[(digits[at] ?? 0) - 0x30] ?? 'failed'
      }
    }
    return statuses
  }

  async read(
    params: {
      readonly feed: FeedKey
      readonly before?: Position
      readonly limit: number
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<TimelineSlice | null> {
    const { feed, before, limit, idleTtlMs } = params
    if (before !== undefined) checkPosition(before, before.length)
    const below = before === undefined ? '' : Buffer.from(before, 'hex')
    const reply = await this.#run(this.#encoding.read, feed, [below, limit, Math.ceil(idleTtlMs)], call)
    return reply === null ? null : this.#encoding.decode(reply as readonly unknown[], params)
  }

  async open(
    params: {
      readonly feed: FeedKey
      readonly token: string
      readonly readerClass: ReaderClass
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<'opened' | 'covered'> {
    const { feed, token, readerClass, idleTtlMs } = params
    checkToken(token)
    const reply = await this.#run(this.#encoding.open, feed, [token, readerClass, Math.ceil(idleTtlMs)], call)
    return Number(reply) === 1 ? 'covered' : 'opened'
  }

  async replace(params: ReplaceParams, call?: PortCall): Promise<'replaced' | 'stale' | 'absent'> {
    const { feed, token, nextToken, coverage, watermark, add, remove, maxEntries } = params
    const width = watermark.length
    for (const position of [watermark, ...remove]) checkPosition(position, width)
    checkToken(nextToken)
    const args = [
      token,
      nextToken,
      coverage.readerClass,
      encodeGraphVersion(coverage.graphVersion),
      Buffer.from(watermark, 'hex'),
      Buffer.from(encodeEntries(add, width), 'hex'),
      Buffer.from(remove.join(''), 'hex'),
      maxEntries,
    ]
    const reply = await this.#run(this.#encoding.replace, feed, args, call)
    return REPLACE_RESULTS[Number(reply)] ?? 'absent'
  }

  async evict(params: { readonly feeds: readonly FeedKey[] }, call?: PortCall): Promise<void> {
    this.#link.guard.check(call)
    const calls = this.#encoding.parts.flatMap((part) =>
      groupByCell(this.#keys, part, params.feeds).map(({ keys }) => ({ script: evictScript, keys, args: [] })),
    )
    for (const outcome of await this.#link.scripts.runAll(calls, call)) replyOf(outcome)
  }

  async incarnation(params: { readonly feed: FeedKey }, call?: PortCall): Promise<string> {
    const record = this.#keys.record(this.#keys.cellOf(params.feed))
    return String(await this.#link.scripts.run({ script: incarnationScript, keys: [record], args: this.#map }, call))
  }

  /**
   * Gives every cell to this process's map now instead of at its first use, and with `previousCells` also the cells of
   * the map before, 1 to 16,384 of them: few of those are cells of the new map. Run this with the new epoch, against the
   * old place too if that is another, before a new map goes live: processes that still have the old map fail from then
   * on, and write no more. Until then what they push would be missing from timelines of the new map.
   */
  async claimCells(params: { readonly previousCells?: number } = {}, call?: PortCall): Promise<void> {
    const { previousCells } = optionFields(params, 'params', ['previousCells'])
    const { cells } = this.#keys
    const previous = integerOption(previousCells, 'previousCells', { min: 1, max: SLOTS, otherwise: cells })
    const records = new Set([
      ...this.#keys.records(),
      ...new FeedKeys({ prefix: this.#prefix, cells: previous }).records(),
    ])
    const claims = [...records].map((record) => ({ script: claimScript, keys: [record], args: this.#map }))
    for (const outcome of await this.#link.scripts.runAll(claims, call)) replyOf(outcome)
  }

  /** Waits for calls under way, and ends a connection that the adapter made. After this every call fails: `CLOSED`. */
  close(): Promise<void> {
    return this.#link.close()
  }

  #run(script: Script, feed: FeedKey, args: readonly RedisArgument[], call: PortCall | undefined): Promise<unknown> {
    const cell = this.#keys.cellOf(feed)
    const keys = [this.#keys.record(cell), this.#keys.timeline(cell, this.#encoding.parts[0], feed)]
    return this.#link.scripts.run({ script, keys, args: [...this.#map, ...args] }, call)
  }
}

function checkToken(token: string): void {
  if (Buffer.byteLength(token) <= LONGEST_TOKEN_BYTES) return
  throw new FeedError({
    code: 'INVALID_ARGUMENT',
    field: 'token',
    rule: `has to be at most ${LONGEST_TOKEN_BYTES} bytes long`,
  })
}
