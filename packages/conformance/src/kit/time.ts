import type { Adapter } from '@feed-engine/core'
import { systemClock, systemTimers } from '@feed-engine/core'
import type { Harness } from './harness'
import { RuleViolation } from './violation'

const POLL_MS = 5
const TURNS_PER_POLL = 4

/** The adapter's time, real or virtual. */
export interface Time {
  now(): number
  /** Lets an exact duration go by. Only for rules about time itself; everything else waits `until`. */
  pass(ms: number): Promise<void>
  /** Waits for a condition; a violation with the sentence after `deadlineMs`, by default 10,000. */
  until(condition: () => boolean | Promise<boolean>, sentence: string, deadlineMs?: number): Promise<void>
  /** Settles as the promise does; a violation with the sentence after `deadlineMs`, by default 10,000. */
  settled<T>(promise: Promise<T>, sentence: string, deadlineMs?: number): Promise<T>
}

export function timeOf(harness: Harness<Adapter>): Time {
  const now = harness.now ?? systemClock.now
  const pass = harness.advance ?? sleep

  const until: Time['until'] = async (condition, sentence, deadlineMs = 10_000) => {
    const deadline = now() + deadlineMs
    for (;;) {
      if (await holds(condition)) return
      if (now() >= deadline) throw new RuleViolation(`${sentence}: did not happen within ${deadlineMs} ms`)
      await pass(POLL_MS)
    }
  }

  return {
    now,
    pass,
    until,
    async settled(promise, sentence, deadlineMs) {
      let done = false
      const mark = (): void => {
        done = true
      }
      promise.then(mark, mark)
      await until(() => done, sentence, deadlineMs)
      return promise
    },
  }
}

/** Polls a few turns of the event loop before time moves on: much happens without any time going by. */
async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let turn = 0; turn < TURNS_PER_POLL; turn++) {
    if (await condition()) return true
    await nextTurn()
  }
  return false
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    systemTimers.setTimeout(resolve, ms)
  })
}
