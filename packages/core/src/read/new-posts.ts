import type { NewPosts } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import type { CallBudget } from '../runtime/call-budget'
import type { HomeTimelines } from '../timeline/home-timelines'
import { readFields } from '../validate/fields'
import { checkId, checkInteger } from '../validate/scalars'
import { assemblePage } from './assemble-page'
import { HomeSource } from './home-source'
import { ReadSession } from './read-session'
import { decodeTop } from './top-cursor'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const DEFAULT_CAP = 20
const MAX_CAP = 100

/** How many posts a home timeline has above an earlier page: those that its newest pages would show there. */
export async function newPosts<Body>(
  context: BodyContext<Body>,
  home: HomeTimelines | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<NewPosts> {
  const given = readFields(request, ['viewerId', 'since', 'cap'], { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const { cap = DEFAULT_CAP } = given
  const limit = checkInteger(cap, 'cap', { ...ARGUMENT, min: 1, max: MAX_CAP })
  const downTo = decodeTop(context, given.since, viewerId)

  const session = new ReadSession(context, viewerId, budget)
  const source = new HomeSource(context, session, home, downTo)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const { items, next } = await assemblePage(context, session, { source, rules, cursor: undefined, limit })
  await source.written()
  return { count: items.length, capped: next !== undefined }
}
