import type { BusDelivery, Logger, RandomSource, SubscribeParams, Timers, Verdict } from '@feed-engine/core'
import type { GroupPartition, Taken } from './group-partition'
import { InFlight } from './in-flight'
import { pauseMs } from './pause'

/** Delay of a message whose handler threw. */
const RETRY_DELAY_MS = 100

export interface HandlingParams {
  readonly topic: string
  readonly partition: GroupPartition
  readonly message: Taken
  readonly subscription: Pick<SubscribeParams, 'handler' | 'ackTimeoutMs'>
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
  /** Whether the subscription is about to end: then nobody waits for a Redis that is down. */
  readonly isClosing: () => boolean
}

/**
 * One message on its way through a handler and back. Resolves when the verdict has arrived, or when there was silence
 * for so long that somebody else may have been given the message; a handler that is still at work then is on its own.
 */
export function handle(params: HandlingParams): Promise<void> {
  const { timers, subscription } = params
  return new Promise((resolve) => {
    const inFlight = new InFlight({ timers, ackTimeoutMs: subscription.ackTimeoutMs, onOver: resolve })
    void verdictOn(params, inFlight)
      .then((verdict) => settle(params, verdict, inFlight))
      .then(() => inFlight.end())
  })
}

async function verdictOn(params: HandlingParams, inFlight: InFlight): Promise<Verdict> {
  try {
    const verdict: Verdict | undefined = await params.subscription.handler(deliveryOf(params, inFlight))
    if (verdict !== undefined) return verdict
  } catch {
    // Means the same as no verdict.
  }
  return { kind: 'retry', delayMs: RETRY_DELAY_MS }
}

function deliveryOf({ topic, partition, message, subscription }: HandlingParams, inFlight: InFlight): BusDelivery {
  const { key, value, attempt, publishedAtMs } = message
  return {
    topic,
    key,
    value,
    attempt,
    publishedAtMs,
    async heartbeat() {
      if (inFlight.isOver) return false
      const isKept = await partition.heartbeat(message, subscription.ackTimeoutMs)
      if (isKept) inFlight.renew()
      else inFlight.end()
      return isKept
    },
  }
}

/** Brings the verdict until it arrives, or it is too late. */
async function settle(params: HandlingParams, verdict: Verdict, inFlight: InFlight): Promise<void> {
  const { topic, partition, message, timers, random, logger, isClosing } = params
  for (let failures = 1; !inFlight.isOver; failures++) {
    try {
      await partition.settle(message, verdict)
      return
    } catch (error) {
      logger.warn('a verdict did not reach Redis', { topic, error: String(error) })
      if (isClosing()) return
      await new Promise<void>((resolve) => {
        timers.setTimeout(resolve, pauseMs(random, failures))
      })
    }
  }
}
