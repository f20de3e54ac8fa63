import type {
  AuthorPage,
  AuthorRange,
  OutboxEvent,
  PortCall,
  PostId,
  PostRecord,
  PostStore,
  PostStoreCapabilities,
  PutPostParams,
  PutPostResult,
  TenantId,
  TombstoneParams,
  UpdatePostParams,
  UpdatePostResult,
} from '@feed-engine/core'
import { CallGate } from '../calls/call-gate'
import { type FileAdapterOptions, resolveOptions } from '../options'
import { FileOutbox } from './file-outbox'
import { postRecord, type StoredEvent, storedEvent, storedPost } from './log-entry'
import { type Decision, PostLog } from './post-log'
import type { Found } from './tenant-posts'

/** Opens a post store on a folder. Fails with `UNAVAILABLE` while another process has it. */
export async function openFilePostStore(options: FileAdapterOptions): Promise<FilePostStore> {
  const resolved = resolveOptions(options)
  return new FilePostStore(resolved, await PostLog.open(resolved.folder))
}

/**
 * Posts in a log on the disk, which is read into memory when it is opened: for as many posts as fit there. Every write
 * is one record of the log, and so atomic with its events and its key.
 */
export class FilePostStore implements PostStore {
  readonly name = 'file'
  readonly capabilities: PostStoreCapabilities = Object.freeze({
    durable: true,
    transactionalOutbox: true,
    expiry: false,
    versions: false,
    history: false,
  })
  readonly outbox: FileOutbox
  readonly #gate: CallGate
  readonly #log: PostLog
  readonly #folder: string
  #closing: Promise<void> | undefined

  /** @internal */
  constructor({ folder, clock, timers }: Required<FileAdapterOptions>, log: PostLog) {
    this.#folder = folder
    this.#log = log
    this.#gate = new CallGate(timers)
    this.outbox = new FileOutbox({ log, gate: this.#gate, clock })
  }

  put({ tenant, post, idempotencyKey, events }: PutPostParams, call?: PortCall): Promise<PutPostResult> {
    const stored = structuredClone(storedPost(post))
    return this.#write<PutPostResult>(call, events, (storedEvents) => {
      const posts = this.#log.index.tenant(tenant)
      const named = idempotencyKey === undefined ? undefined : posts.findByKey(stored.authorId, idempotencyKey)
      const taken = named ?? posts.find(stored.id)
      if (taken !== undefined) {
        return { result: isGone(taken) ? { status: 'gone' } : { status: 'exists', post: postRecord(taken) } }
      }
      const key = idempotencyKey === undefined ? {} : { idempotencyKey }
      return {
        result: { status: 'created' },
        entry: { kind: 'post', tenant, post: stored, ...key, events: storedEvents },
      }
    })
  }

  getMany(
    { tenant, postIds }: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    return this.#gate.run('read', call, async () => {
      const posts = this.#log.index.tenant(tenant)
      const records = new Map<PostId, PostRecord>()
      for (const postId of postIds) {
        const found = posts.find(postId)
        if (found !== undefined && found !== 'tombstone') records.set(postId, postRecord(found))
      }
      return records
    })
  }

  listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]> {
    return this.#gate.run('read', call, async () => {
      const posts = this.#log.index.tenant(params.tenant)
      return params.authors.map((author) => posts.page(author, params.limitPerAuthor))
    })
  }

  update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult> {
    const { tenant, postId, authorId, expectedVersion, events } = params
    const change = structuredClone(namedFields(params.change))
    return this.#write<UpdatePostResult>(call, events, (storedEvents) => {
      const found = this.#log.index.tenant(tenant).find(postId)
      if (found === undefined || isAnothers(found, authorId)) return { result: { status: 'missing' } }
      if (isGone(found)) return { result: { status: 'gone' } }
      const current = postRecord(found)
      if (expectedVersion !== undefined && current.version !== expectedVersion) {
        return { result: { status: 'conflict', post: current } }
      }
      const post: PostRecord = { ...current, ...change, version: current.version + 1 }
      const entry = { kind: 'post', tenant, post: storedPost(post), events: storedEvents } as const
      return { result: { status: 'updated', post: postRecord(entry.post) }, entry }
    })
  }

  tombstone(
    { tenant, postId, authorId, events }: TombstoneParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
    return this.#write<{ readonly status: 'deleted' | 'already' | 'missing' }>(call, events, (storedEvents) => {
      const found = this.#log.index.tenant(tenant).find(postId)
      if (found === undefined) {
        return { result: { status: 'deleted' }, entry: { kind: 'tombstone', tenant, postId, events: storedEvents } }
      }
      if (isAnothers(found, authorId)) return { result: { status: 'missing' } }
      if (isGone(found)) return { result: { status: 'already' } }
      const post = { ...found, version: found.version + 1, state: 'deleted', body: '' } as const
      return { result: { status: 'deleted' }, entry: { kind: 'post', tenant, post, events: storedEvents } }
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#gate.close().then(() => PostLog.leave(this.#folder))
    return this.#closing
  }

  #write<Result>(
    call: PortCall | undefined,
    events: readonly OutboxEvent[],
    decide: (events: readonly StoredEvent[]) => Decision<Result>,
  ): Promise<Result> {
    const copies = events.map((event) => storedEvent(event, ''))
    return this.#gate.run('write', call, () =>
      this.#log.write(() => decide(copies.map((event) => ({ ...event, recordId: this.#log.index.nextRecordId() })))),
    )
  }
}

/** What a change names, and nothing else that its object holds. */
function namedFields(change: UpdatePostParams['change']): UpdatePostParams['change'] {
  const { visibility, state, body, topics, contentType, mediaRefs } = change
  const fields = Object.entries({ visibility, state, body, topics, contentType, mediaRefs })
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}

function isGone(found: Exclude<Found, undefined>): found is 'tombstone' | (typeof found & { state: 'deleted' }) {
  return found === 'tombstone' || found.state === 'deleted'
}

/** A tombstone without a post is nobody's: the id is gone for every author. */
function isAnothers(found: Exclude<Found, undefined>, authorId: string): boolean {
  return found !== 'tombstone' && found.authorId !== authorId
}
