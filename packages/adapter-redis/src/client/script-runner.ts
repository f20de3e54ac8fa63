import type { FeedError, PortCall } from '@feed-engine/core'
import type { CallGuard } from './call-guard'
import { type Effect, toFeedError } from './errors'
import { isCluster, type RedisClient } from './redis-client'
import type { ScriptCall } from './script'
import { batchByServer } from './script-batches'
import { type Answer, ScriptSender } from './script-sender'

/** What became of one script of many. */
export type ScriptOutcome = { readonly reply: unknown } | { readonly error: FeedError }

/** Runs scripts, one by one or many at once, within the time of a call. */
export class ScriptRunner {
  readonly #client: RedisClient
  readonly #guard: CallGuard
  readonly #sender: ScriptSender

  constructor(client: RedisClient, guard: CallGuard) {
    this.#client = client
    this.#guard = guard
    this.#sender = new ScriptSender(client)
  }

  /** One script, one round trip. */
  run(scriptCall: ScriptCall, call?: PortCall): Promise<unknown> {
    return this.#guard.run(call, () => this.#sender.send(scriptCall), scriptCall.script.effect)
  }

  /**
   * Many scripts: one pipeline, of a cluster one per master, all at once. Answers in order; a pipeline that fails or
   * is late concerns its own scripts alone.
   */
  runAll(scriptCalls: readonly ScriptCall[], call?: PortCall): Promise<readonly ScriptOutcome[]> {
    const client = this.#client
    const [first] = scriptCalls
    if (!isCluster(client) || client.slots.length > 0 || first === undefined) return this.#runBatches(scriptCalls, call)
    // Any command makes the client learn which master serves what.
    const [key = ''] = first.keys
    return this.#guard.runSteps(call, async (step) => {
      await this.#guard.run(step, () => client.callBuffer('exists', key), 'read')
      return this.#runBatches(scriptCalls, step)
    })
  }

  async #runBatches(scriptCalls: readonly ScriptCall[], call?: PortCall): Promise<readonly ScriptOutcome[]> {
    const outcomes: ScriptOutcome[] = []
    await Promise.all(
      batchByServer(this.#client, scriptCalls).map(async ({ indices, connection }) => {
        const batch = indices.flatMap((index) => scriptCalls[index] ?? [])
        const effect = batch.some(({ script }) => script.effect === 'write') ? 'write' : 'read'
        const answers = await this.#guard
          .run(call, () => this.#sender.sendAll(batch, connection), effect)
          .catch((error: unknown) => batch.map(() => ({ error })))
        for (const [place, index] of indices.entries()) outcomes[index] = outcomeOf(answers[place], effect)
      }),
    )
    return outcomes
  }
}

/** The reply of a script; or throws its error. */
export function replyOf(outcome: ScriptOutcome | undefined): unknown {
  if (outcome !== undefined && 'reply' in outcome) return outcome.reply
  throw outcome?.error ?? toFeedError(undefined, 'write')
}

function outcomeOf(answer: Answer | undefined, effect: Effect): ScriptOutcome {
  return answer !== undefined && 'reply' in answer ? answer : { error: toFeedError(answer?.error, effect) }
}
