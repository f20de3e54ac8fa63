import type { World } from '../client/world'
import { Violation } from '../truth/page-check'
import { type Command, pickOther } from './command'

/** Reads with a cursor that was made for somebody else. */
export const foreignCursor: Command = {
  kind: 'foreignCursor',
  weight: 1,
  plan(world, dice) {
    const scroll = world.scrolls[dice.below(world.scrolls.length)]
    if (scroll?.cursor === undefined) return null
    const { cursor } = scroll
    const viewerId = pickOther(world, dice, scroll.view.viewerId)
    return { keys: [], run: () => readWith(world, viewerId, cursor, 'CURSOR_SCOPE') }
  },
}

/** Reads with a cursor of which one bit was changed. */
export const forgedCursor: Command = {
  kind: 'forgedCursor',
  weight: 1,
  plan(world, dice) {
    const scroll = world.scrolls.find(({ view }) => view.kind === 'home')
    if (scroll?.cursor === undefined) return null
    const bytes = Buffer.from(scroll.cursor, 'base64url')
    const place = dice.below(bytes.length)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << dice.below(8))
    const cursor = bytes.toString('base64url')
    return { keys: [], run: () => readWith(world, scroll.view.viewerId, cursor, 'CURSOR_INVALID') }
  },
}

async function readWith(world: World, viewerId: string, cursor: string, code: string): Promise<void> {
  const answer = await world.client.read('read home', (engine, options) =>
    engine.homeTimeline({ viewerId, cursor, limit: 1 }, options),
  )
  if (answer.kind === 'failed' || (answer.kind === 'refused' && answer.code === code)) return
  const what = answer.kind === 'refused' ? `refused with ${answer.code}` : 'served'
  throw new Violation(`A cursor should have been refused with ${code}, but was ${what}`)
}
