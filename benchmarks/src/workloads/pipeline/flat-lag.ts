import { setTimeout } from 'node:timers/promises'
import { openLoop } from '../../harness/open-loop'
import { publishPost } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { lagOf } from '../../live-feed/lag'
import type { SocialNetwork } from '../../live-feed/social-network'

/** From one rate that is too high to the next one. */
const STEP = 0.85
/** Rates below this share of the first are not looked at: the first one was wrong. */
const LEAST_SHARE = 0.05
/** Readings of the lag during one try. */
const SAMPLES = 20
/** Growth that counts as flat: what arrives in so many seconds. */
const SLACK_SECONDS = 0.1

/**
 * The highest rate at which the posts that have arrived and are not applied do not grow in number: rates fall in
 * steps, each tried for a while, until one passes, which then has to pass for longer.
 */
export async function highestFlatRate(params: {
  readonly network: SocialNetwork
  /** Posts per second, to begin with. */
  readonly from: number
  readonly tryMs: number
  readonly confirmMs: number
  readonly progress: (line: string) => void
}): Promise<number> {
  const { network, from, tryMs, confirmMs, progress } = params
  for (let rate = from; rate > from * LEAST_SHARE; rate *= STEP) {
    progress(`lag at ${rate.toFixed(0)} posts/s`)
    if ((await staysFlat(network, rate, tryMs)) && (await staysFlat(network, rate, confirmMs))) return rate
  }
  throw new Error(`lag grows even at ${(from * LEAST_SHARE).toFixed(1)} posts/s`)
}

async function staysFlat(network: SocialNetwork, rate: number, durationMs: number): Promise<boolean> {
  const { feed } = network
  const arrivals = Math.max(1, Math.round((rate * durationMs) / 1_000))
  const lags: number[] = []
  let underWay = 0
  const sample = async (): Promise<void> => {
    while (lags.length < SAMPLES) {
      await setTimeout(durationMs / SAMPLES)
      lags.push(underWay + (await lagOf(feed)))
    }
  }
  const operate = async (): Promise<void> => {
    underWay++
    await publishPost(feed, network.drawPost().authorId)
    underWay--
  }
  await Promise.all([openLoop({ rate, arrivals, operate }), sample()])
  await feed.engine.drain(DRAINS_WITHIN)
  return isFlat(lags, rate)
}

/** Whether the last quarter of the readings lies no higher than the second one, but for a tenth of a second's posts. */
export function isFlat(lags: readonly number[], rate: number): boolean {
  const quarter = Math.floor(lags.length / 4)
  const early = mean(lags.slice(quarter, 2 * quarter))
  const late = mean(lags.slice(-quarter))
  return late - early <= Math.max(1, rate * SLACK_SECONDS)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
