import { toPost } from '../codec/to-post'
import { type BodyContext, type EngineContext, freshToken, homeFeed } from '../context/engine-context'
import {
  type Delivery,
  FeedError,
  type Lane,
  type Position,
  type Post,
  type PostRecord,
  type PostRef,
  PULL_BY_ALL,
  READER_CLASSES,
} from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { sha256, toHex } from '../runtime/crypto'
import { METRICS } from '../runtime/metrics'
import { CACHE_PATIENCE_MS } from '../timeline/timelines'
import { activityOf } from './author-activity'
import { decideDelivery, raiseMark } from './delivery-decision'
import { postEvents } from './post-event'
import { answered, inOutbox, tell } from './post-interactions'
import { type CheckedPublish, checkPublish } from './publish-request'

/** Ids of two processes that share a node number can clash; a fresh id then makes it. */
const MINT_TRIES = 8

/** The life of a post up to its acknowledgement: check, decide, mark, mint, store, own timeline. */
export async function publish<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<Post<Body>> {
  const checked = checkPublish(context, request)
  const reference = await resolveReference(context, checked, budget)
  const repeatable = checked.position !== undefined || checked.idempotencyKey !== undefined
  const fingerprint = fingerprintOf(checked, repeatable ? '' : freshToken(context.runtime))
  const activity = await activityOf(context, checked.authorId, { newest: checked.position === undefined }, budget)
  const floor = checked.position ?? activity.newest
  const { delivery, lane } = await decideDelivery(context, { authorId: checked.authorId, ...activity }, budget)

  for (let attempt = 1; ; attempt++) {
    const lastTry = checked.position !== undefined || attempt === MINT_TRIES
    const position = checked.position ?? context.minter.mint(floor)
    const record = toRecord(context, checked, { position, reference: reference?.ref, delivery, fingerprint })
    await raiseMark(context, record, budget)
    const attempted = { target: reference?.target, idempotencyKey: checked.idempotencyKey, lane, lastTry }
    const stored = await store(context, record, attempted, budget)
    if (stored !== undefined) {
      await pushToOwnTimeline(context, stored, budget).catch(storedButNotShown)
      return toPost(context, stored)
    }
    if (lastTry) throw taken('id')
    context.minter.leaveMillisecond()
  }
}

/**
 * The stored post: the new one, or the one that an earlier try of the same request stored; undefined if another id may
 * do. A minted id that is gone looks like a key whose post is gone: only the key is still gone under the next id.
 */
async function store(
  context: EngineContext,
  record: PostRecord,
  attempt: {
    readonly target: PostRecord | undefined
    readonly idempotencyKey: string | undefined
    readonly lane: Lane
    readonly lastTry: boolean
  },
  budget: CallBudget,
): Promise<PostRecord | undefined> {
  const { id: postId, authorId, delivery } = record
  const { target, idempotencyKey, lane, lastTry } = attempt
  const { pushFrom } = delivery
  const interactions = answered(context, record, target)
  const params = {
    tenant: context.tenant,
    post: record,
    events: [
      ...postEvents(context, {
        type: 'post.published',
        data: { postId, authorId, pushFrom, ...(lane === 'prompt' ? {} : { lane }) },
      }),
      ...inOutbox(context, interactions),
    ],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
  const result = await context.retrier.run(budget, () => context.posts.put(params, budget.forPort()))
  if (result.status === 'created') {
    const kind = pushFrom === 0 ? 'push' : pushFrom === READER_CLASSES ? 'pull' : 'mixed'
    context.runtime.metrics.count(METRICS.published, 1, { delivery: kind })
    if (context.relayed === undefined) tell(context, interactions)
    return record
  }
  if (result.status === 'gone' || (result.post.state === 'deleted' && result.post.authorId === authorId)) {
    if (!lastTry) return undefined
    const field = idempotencyKey === undefined ? 'id' : 'idempotencyKey'
    throw new FeedError({ code: 'GONE', field, rule: 'names a post that was deleted' })
  }
  if (result.post.authorId === authorId && result.post.fingerprint === record.fingerprint) return result.post
  if (result.post.id !== postId) throw taken('idempotencyKey')
  return undefined
}

function taken(field: 'id' | 'idempotencyKey'): FeedError {
  return new FeedError({ code: 'ID_CONFLICT', field, rule: 'is taken by another post' })
}

/** Authors see their own posts at once, whatever the workers do; if the cache can't take it, the post is pulled. */
async function pushToOwnTimeline(context: EngineContext, record: PostRecord, budget: CallBudget): Promise<void> {
  if (context.push === undefined) return
  const params = {
    feeds: [homeFeed(context.tenant, record.authorId)],
    entries: [{ position: record.position, authorHint: context.hints.of(context.tenant, record.authorId) }],
    pushFrom: 0,
    maxEntries: context.options.timeline.maxEntries,
  }
  const status = await context.push.timelines.push(params, budget.forPort(CACHE_PATIENCE_MS)).then(
    ([first]) => first,
    () => 'failed' as const,
  )
  if (status === 'failed' || status === undefined) {
    await raiseMark(context, { ...record, delivery: PULL_BY_ALL }, budget)
  }
}

/** The post is durable, but its author might not see it yet: the caller has to repeat the call to be sure. */
function storedButNotShown(cause: unknown): never {
  const rule = 'the post is stored, but could not be brought into the feed of its author'
  throw new FeedError({ code: 'OUTCOME_UNKNOWN', rule, retryable: true, outcome: 'unknown', cause })
}

/**
 * The post referred to, with its author, and as it is stored. A repost of a repost shows the first original, which is
 * read only for those who learn from it.
 */
async function resolveReference(
  context: EngineContext,
  checked: CheckedPublish,
  budget: CallBudget,
): Promise<{ readonly ref: PostRef; readonly target: PostRecord | undefined } | undefined> {
  const postId = checked.target
  if (postId === undefined) return undefined
  const found = await context.posts.getMany({ tenant: context.tenant, postIds: [postId] }, budget.forPort())
  const target = found.get(postId)
  const field = checked.kind === 'reply' ? 'inReplyTo' : checked.kind === 'repost' ? 'repostOf' : 'quoteOf'
  if (target === undefined) throw new FeedError({ code: 'NOT_FOUND', field, rule: 'names no post' })
  if (checked.kind !== 'reply' && target.state === 'deleted') {
    throw new FeedError({ code: 'GONE', field, rule: 'the post was deleted' })
  }
  if (checked.kind !== 'repost' || target.repostOf === undefined) {
    return { ref: { postId, authorId: target.authorId }, target }
  }
  const ref = target.repostOf
  if (context.interactions === undefined) return { ref, target: undefined }
  const first = await context.posts.getMany({ tenant: context.tenant, postIds: [ref.postId] }, budget.forPort())
  return { ref, target: first.get(ref.postId) }
}

function toRecord(
  context: EngineContext,
  checked: CheckedPublish,
  parts: {
    readonly position: Position
    readonly reference: PostRef | undefined
    readonly delivery: Delivery
    readonly fingerprint: string
  },
): PostRecord {
  const id = context.ids.idOf(parts.position)
  const { reference } = parts
  return {
    id,
    position: parts.position,
    authorId: checked.authorId,
    createdAtMs: context.ids.timestampOf(id),
    kind: checked.kind,
    version: 1,
    state: 'visible',
    visibility: checked.visibility,
    delivery: parts.delivery,
    body: checked.body,
    fingerprint: parts.fingerprint,
    ...checked.details,
    ...(reference !== undefined && checked.kind === 'reply' ? { inReplyTo: reference } : {}),
    ...(reference !== undefined && checked.kind === 'repost' ? { repostOf: reference } : {}),
    ...(reference !== undefined && checked.kind === 'quote' ? { quoteOf: reference } : {}),
  }
}

/** Digest of all that the caller asked for; `nonce` makes requests that can't be repeated differ from each other. */
function fingerprintOf(checked: CheckedPublish, nonce: string): string {
  const { body, ...rest } = checked
  return toHex(sha256([JSON.stringify(rest), nonce, body]).subarray(0, 16))
}
