import type { Timers } from '@feed-engine/core'
import { markOf } from './errors'

/** What brokers answer about a topic or group that they do not agree about yet: one just made, moved, or restarted. */
const UNSETTLED = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
])
const MAX_TRIES = 100
const PAUSE_MS = 50

/** Asks again for some five seconds, while the brokers do not agree. For questions: they may be repeated. */
export async function untilSettled<T>(timers: Timers, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === MAX_TRIES || !UNSETTLED.has(markOf(error))) throw error
      await new Promise<void>((resolve) => timers.setTimeout(resolve, PAUSE_MS))
    }
  }
}
