import { isMisrouted, isUnknownScript } from './errors'
import type { Connection, RedisArgument, RedisClient } from './redis-client'
import type { ScriptCall } from './script'

/** What a server made of a script, as the client puts it. */
export type Answer = { readonly reply: unknown } | { readonly error: unknown }

/**
 * Sends scripts by their hash, and by their text where the server does not know them. That sends some calls twice, and
 * clients send again what a lost connection left unanswered: every script can bear it.
 */
export class ScriptSender {
  readonly #client: RedisClient

  constructor(client: RedisClient) {
    this.#client = client
  }

  /** One script, one round trip. */
  async send(scriptCall: ScriptCall): Promise<unknown> {
    try {
      return await this.#client.callBuffer('evalsha', ...byHash(scriptCall))
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return this.#client.callBuffer('eval', ...byText(scriptCall))
    }
  }

  /**
   * Scripts for one server, in one pipeline through its connection. What that cannot do, and everything if there is
   * none, goes through the client, which follows slots that move and masters that change. Answers in order, and never
   * rejects.
   */
  async sendAll(scriptCalls: readonly ScriptCall[], connection: Connection | undefined): Promise<readonly Answer[]> {
    if (connection === undefined || scriptCalls.length === 1) {
      return Promise.all(scriptCalls.map((scriptCall) => this.#answer(scriptCall)))
    }
    const answers = await inPipeline(connection, 'evalsha', scriptCalls.map(byHash))
    const unknown = indicesWhere(answers, isUnknownScript)
    if (unknown.length > 0) {
      const texts = unknown.flatMap((index) => scriptCalls[index] ?? []).map(byText)
      for (const [place, answer] of (await inPipeline(connection, 'eval', texts)).entries()) {
        answers[unknown[place] ?? 0] = answer
      }
    }
    if (connection === this.#client) return answers
    await Promise.all(
      indicesWhere(answers, isMisrouted).map(async (index) => {
        const scriptCall = scriptCalls[index]
        if (scriptCall !== undefined) answers[index] = await this.#answer(scriptCall)
      }),
    )
    return answers
  }

  #answer(scriptCall: ScriptCall): Promise<Answer> {
    return this.send(scriptCall).then((reply) => ({ reply }), failed)
  }
}

async function inPipeline(
  connection: Connection,
  command: string,
  calls: readonly (readonly RedisArgument[])[],
): Promise<Answer[]> {
  const pipeline = connection.pipeline()
  for (const args of calls) pipeline.callBuffer(command, ...args)
  try {
    const replies = (await pipeline.exec()) ?? []
    return calls.map((_, index) => {
      const [error, reply] = replies[index] ?? [new Error('no answer')]
      return error === null ? { reply } : { error }
    })
  } catch (error) {
    return calls.map(() => failed(error))
  }
}

function failed(error: unknown): Answer {
  return { error }
}

function indicesWhere(answers: readonly Answer[], test: (error: unknown) => boolean): number[] {
  return answers.flatMap((answer, index) => ('error' in answer && test(answer.error) ? [index] : []))
}

function byHash({ script, keys, args }: ScriptCall): readonly RedisArgument[] {
  return [script.sha, String(keys.length), ...keys, ...args]
}

function byText({ script, keys, args }: ScriptCall): readonly RedisArgument[] {
  return [script.source, String(keys.length), ...keys, ...args]
}
