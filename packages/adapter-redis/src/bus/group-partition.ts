import type { Verdict } from '@feed-engine/core'
import type { RedisArgument } from '../client/redis-client'
import type { Script } from '../client/script'
import type { ScriptRunner } from '../client/script-runner'
import { busScripts } from './scripts'

/** Silence of a consumer gives others the message first; so much later it may have it back itself. */
const GRACE_MS = 500
const FIELDS_PER_MESSAGE = 5

/** A message in the hands of a consumer. */
export interface Taken {
  /** Of the message in its stream. */
  readonly id: string
  readonly consumer: string
  readonly key: string
  readonly value: Uint8Array
  readonly publishedAtMs: number
  readonly attempt: number
  /** Names this delivery: a later one of the same message has another. */
  readonly serial: number
}

export interface Batch {
  readonly messages: readonly Taken[]
  /** Until something becomes due that waits for its time; absent if nothing does. */
  readonly nextDueMs?: number
}

export interface GroupPartitionParams {
  readonly scripts: ScriptRunner
  readonly keys: readonly string[]
  readonly group: string
  readonly retainDeadLetters: number
}

/** `release` gives back what was not handed to a handler. */
export type Settlement = Verdict | { readonly kind: 'release' }

/** A group's stand in one partition, as its members change it. */
export class GroupPartition {
  readonly #params: GroupPartitionParams

  constructor(params: GroupPartitionParams) {
    this.#params = params
  }

  async take(params: {
    readonly consumer: string
    readonly limit: number
    readonly ackTimeoutMs: number
  }): Promise<Batch> {
    const { group, retainDeadLetters } = this.#params
    const args = [group, params.consumer, params.limit, params.ackTimeoutMs, GRACE_MS, retainDeadLetters]
    const [wait, ...fields] = (await this.#run(busScripts.take, args)) as readonly unknown[]
    const waitMs = Number(wait)
    const messages: Taken[] = []
    for (let at = 0; at < fields.length; at += FIELDS_PER_MESSAGE)
      messages.push(takenFrom(params.consumer, fields.slice(at)))
    return waitMs < 0 ? { messages } : { messages, nextDueMs: waitMs }
  }

  /** False if the message was given to somebody else. */
  async settle({ key, serial, consumer, id }: Taken, verdict: Settlement): Promise<boolean> {
    const delayMs = verdict.kind === 'retry' ? Math.max(0, Math.ceil(verdict.delayMs)) : 0
    const letter = verdict.kind === 'dead-letter' ? [verdict.code, verdict.cause] : ['', '']
    const args = [key, serial, verdict.kind, delayMs, ...letter, this.#params.retainDeadLetters, consumer, id]
    return Number(await this.#run(busScripts.settle, args)) === 1
  }

  /** False if the message was given to somebody else. */
  async heartbeat({ key, serial, consumer, id }: Taken, ackTimeoutMs: number): Promise<boolean> {
    return Number(await this.#run(busScripts.heartbeat, [key, serial, ackTimeoutMs, consumer, id])) === 1
  }

  #run(script: Script, args: readonly RedisArgument[]): Promise<unknown> {
    return this.#params.scripts.run({ script, keys: this.#params.keys, args })
  }
}

function takenFrom(consumer: string, [id, key, value, attempt, serial]: readonly unknown[]): Taken {
  return {
    id: String(id),
    consumer,
    key: String(key),
    value: new Uint8Array(value as Buffer),
    publishedAtMs: publishedAtMs(String(id)),
    attempt: Number(attempt),
    serial: Number(serial),
  }
}

/** The time in the id of a stream's entry. */
export function publishedAtMs(id: string): number {
  return Number.parseInt(id, 10)
}
