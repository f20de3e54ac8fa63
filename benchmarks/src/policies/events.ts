import { SeededRandom } from '@feed-engine/simulation'
import { at } from './follow-lists'
import type { Rates } from './rates'
import { DAY_MS, type Scenario } from './scenario'

/** Posts and reads in the order of time. Event e is of user `who[e] >>> 1`, a read if `who[e]` is odd. */
export interface Events {
  readonly atMs: Float64Array
  readonly who: Uint32Array
}

/** Stream of randomness, apart from those of graph and rates. */
const STREAM = 12

/** Draws the posts and reads of everybody: Poisson processes whose rates the scenario changes. */
export function drawEvents(
  rates: Rates,
  scenario: Scenario,
  params: { readonly durationMs: number; readonly seed: number },
): Events {
  const random = new SeededRandom(params.seed, STREAM)
  const times: number[] = []
  const who: number[] = []
  const draw = (user: number, perDay: number, factor: (user: number, atMs: number) => number, kind: 0 | 1): void => {
    const highest = (perDay * scenario.highest) / DAY_MS
    for (let atMs = 0; ; ) {
      atMs -= Math.log(1 - random.next()) / highest
      if (atMs >= params.durationMs) return
      // Thinning (Lewis and Shedler 1979): drawn at the highest rate, kept in proportion to the present one.
      if (random.next() * scenario.highest >= factor(user, atMs)) continue
      times.push(atMs)
      who.push(user * 2 + kind)
    }
  }
  for (let user = 0; user < rates.posts.length; user++) {
    draw(user, at(rates.posts, user), scenario.posts, 0)
    draw(user, at(rates.reads, user), scenario.reads, 1)
  }
  const order = new Uint32Array(times.length).map((_, index) => index).sort((a, b) => at(times, a) - at(times, b))
  return {
    atMs: Float64Array.from(order, (index) => at(times, index)),
    who: Uint32Array.from(order, (index) => at(who, index)),
  }
}
