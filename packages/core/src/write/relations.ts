import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { FeedError, type FollowState, type UserId } from '../model'
import type { FollowParams, PairParams } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId, checkOneOf } from '../validate/scalars'
import { interactionEvent } from './interaction-event'
import { tell } from './post-interactions'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

export async function follow(
  context: EngineContext,
  request: unknown,
  budget: CallBudget,
): Promise<{ readonly state: FollowState }> {
  const params = checkFollow(context, request)
  await requireExisting(context, [params.followerId, params.followeeId], budget)
  const limited = { ...params, maxFollowees: context.options.maxFollowees }
  const result = await context.retrier.run(budget, () => context.graph.follow(limited, budget.forPort()))
  switch (result.status) {
    case 'accepted':
    case 'pending':
      if (result.changed) tell(context, [followed(context, params)])
      return { state: result.status }
    case 'blocked':
      throw new FeedError({ code: 'BLOCKED', field: 'followeeId', rule: 'one of the two blocks the other' })
    case 'limit':
      throw new FeedError({
        code: 'FOLLOW_LIMIT',
        field: 'followerId',
        rule: `may follow at most ${context.options.maxFollowees} users`,
      })
  }
}

function followed(context: EngineContext, { followerId, followeeId }: FollowParams): InteractionRecorded {
  const atMs = context.runtime.clock.now()
  return interactionEvent(context, { kind: 'follow', viewerId: followerId, authorId: followeeId, atMs })
}

export async function unfollow(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const params = checkFollow(context, request)
  await context.retrier.run(budget, () => context.graph.unfollow(params, budget.forPort()))
}

export async function approveFollow(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const params = checkFollow(context, request)
  const { status } = await context.retrier.run(budget, () => context.graph.approveFollow(params, budget.forPort()))
  if (status === 'missing') {
    throw new FeedError({ code: 'NOT_FOUND', field: 'followerId', rule: 'has no follow that waits for approval' })
  }
}

/** Sets or ends a block or a mute. */
export async function changePair(
  context: EngineContext,
  change: 'block' | 'unblock' | 'mute' | 'unmute',
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const given = readFields(request, ['userId', 'targetId'], { ...ARGUMENT, path: 'request' })
  const params: PairParams = {
    tenant: context.tenant,
    userId: checkId(given.userId, 'userId'),
    targetId: checkId(given.targetId, 'targetId'),
  }
  if (params.userId === params.targetId) throw selfTarget('targetId')
  await context.retrier.run(budget, () => context.graph[change](params, budget.forPort()))
}

export async function setAccountVisibility(
  context: EngineContext,
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const given = readFields(request, ['userId', 'visibility'], { ...ARGUMENT, path: 'request' })
  const params = {
    tenant: context.tenant,
    userId: checkId(given.userId, 'userId'),
    visibility: checkOneOf(given.visibility, 'visibility', { ...ARGUMENT, choices: ['public', 'private'] }),
  }
  await context.retrier.run(budget, () => context.graph.setAccountVisibility(params, budget.forPort()))
}

function checkFollow(context: EngineContext, request: unknown): FollowParams {
  const given = readFields(request, ['followerId', 'followeeId'], { ...ARGUMENT, path: 'request' })
  const followerId = checkId(given.followerId, 'followerId')
  const followeeId = checkId(given.followeeId, 'followeeId')
  if (followerId === followeeId) throw selfTarget('followeeId')
  return { tenant: context.tenant, followerId, followeeId }
}

async function requireExisting(context: EngineContext, userIds: readonly UserId[], budget: CallBudget): Promise<void> {
  const existing = await context.users?.existing({ tenant: context.tenant, userIds }, budget.forPort())
  if (existing !== undefined && !userIds.every((userId) => existing.has(userId))) {
    throw new FeedError({ code: 'UNKNOWN_USER', rule: 'follower and followee have to exist' })
  }
}

function selfTarget(field: string): FeedError {
  return new FeedError({ code: 'SELF_TARGET', field, rule: 'has to be somebody else' })
}
