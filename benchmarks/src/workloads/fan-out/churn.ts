import { cellOf, type UserId } from '@feed-engine/core'
import { type CellSlice, KEPT, type PushWay } from '../../baselines/push-way'
import { stampedPost, userId } from '../../baselines/stamped-post'

/** Followers in hand: a range of them, or a slice by cell. */
export interface Chunk {
  readonly userIds: readonly UserId[]
  readonly cell?: CellSlice
}

/** A push to the followers from one number to another, exclusive. */
export interface PlannedPush {
  readonly from: number
  readonly to: number
}

/** Pushes to every full timeline before anything is measured. */
const PUSHES = 200
/** One more for each step: timelines that are pushed to in lockstep would all be trimmed by the same push. */
const STEPS = 64

/** The pushes that make fresh timelines used ones, chunk by chunk: as many to each, and up to 63 more. */
export function churnPlan(params: {
  readonly followers: number
  readonly chunkSize: number
  readonly pushes?: number
  readonly steps?: number
}): readonly PlannedPush[] {
  const { followers, chunkSize, pushes = PUSHES, steps = STEPS } = params
  const plan: PlannedPush[] = []
  for (let from = 0; from < followers; from += chunkSize) {
    const size = Math.min(chunkSize, followers - from)
    for (let push = 0; push < pushes; push++) plan.push({ from, to: from + size })
    for (let step = 1; step < steps; step++) {
      const to = from + Math.ceil((size * step) / steps)
      if (to > from) plan.push({ from, to })
    }
  }
  return plan
}

/** Fills timelines and wears them. Answers the number of the next post. */
export async function fillAndChurn(
  way: PushWay,
  params: { readonly followers: number; readonly chunkSize: number; readonly pushes?: number },
): Promise<number> {
  const posts = Array.from({ length: KEPT }, (_, number) => stampedPost(number))
  for (const { userIds } of chunksOf(params)) await way.fill(userIds, posts)
  let number = KEPT
  for (const { from, to } of churnPlan(params)) await way.push(stampedPost(number++), usersFrom(from, to))
  return number
}

/** The followers, chunk by chunk: ranges of them. */
export function chunksOf(params: { readonly followers: number; readonly chunkSize: number }): readonly Chunk[] {
  const { followers, chunkSize } = params
  return Array.from({ length: Math.ceil(followers / chunkSize) }, (_, chunk) => ({
    userIds: usersFrom(chunk * chunkSize, Math.min(followers, (chunk + 1) * chunkSize)),
  }))
}

/** The followers, slice by slice: those whose cells belong together, about as many in each. */
export function slicesOf(params: { readonly followers: number; readonly chunkSize: number }): readonly Chunk[] {
  const { followers, chunkSize } = params
  const count = Math.ceil(followers / chunkSize)
  const userIds = usersFrom(0, followers)
  return Array.from({ length: count }, (_, index) => ({
    userIds: userIds.filter((user) => cellOf(user, count) === index),
    cell: { index, count },
  }))
}

function usersFrom(from: number, to: number): UserId[] {
  return Array.from({ length: to - from }, (_, index) => userId(from + index))
}
