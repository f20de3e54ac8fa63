import type { PortCall } from '@feed-engine/core'
import type { ScriptRunner } from '../client/script-runner'
import { busScripts } from './scripts'

const MESSAGES_PER_STEP = 500

/** Replays one partition to a group, in steps, so that Redis serves others meanwhile. Answers how many messages. */
export async function replayPartition(
  scripts: ScriptRunner,
  { keys, fromMs }: { readonly keys: readonly string[]; readonly fromMs: number },
  call: PortCall | undefined,
): Promise<number> {
  let [replayed, from, last, isDone] = [0, `${Math.max(0, Math.ceil(fromMs))}-0`, '', false]
  while (!isDone) {
    const reply = await scripts.run({ script: busScripts.replay, keys, args: [from, last, MESSAGES_PER_STEP] }, call)
    const [count, nextFrom, until, done] = reply as readonly unknown[]
    replayed += Number(count)
    from = String(nextFrom)
    last = String(until)
    isDone = Number(done) === 1
  }
  return replayed
}
