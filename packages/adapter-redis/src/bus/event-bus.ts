import type {
  BusMessage,
  DeadLetter,
  EventBus,
  EventBusCapabilities,
  PortCall,
  SubscribeParams,
  Subscription,
} from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import type { RedisArgument } from '../client/redis-client'
import type { Script } from '../client/script'
import { replyOf } from '../client/script-runner'
import { type DeadLetterEntry, decodeDeadLetter, oldestFirst } from './dead-letters'
import type { ResolvedBusOptions } from './options'
import { partitionsOf, wakeUpChannel } from './partition-keys'
import { publishMessages } from './publish'
import { replayPartition } from './replay'
import { busScripts } from './scripts'
import { Subscriptions } from './subscriptions'

/**
 * Messages in Redis Streams, 6.2 or newer; who has which and what is done is kept beside them, per group and key:
 * `lua/bus/group.lua` says why. Give it a Redis that evicts nothing, and one that writes its log to disk (`appendfsync
 * always`) if an acknowledged message must survive a crash. A fail-over may lose the latest messages all the same.
 */
export class RedisEventBus implements EventBus {
  readonly name = 'redis'
  readonly capabilities: EventBusCapabilities = Object.freeze({ durable: true, replay: true })
  readonly #options: ResolvedBusOptions
  readonly #link: RedisLink
  readonly #subscriptions: Subscriptions
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(options: ResolvedBusOptions, link: RedisLink) {
    this.#options = options
    this.#link = link
    this.#subscriptions = new Subscriptions(options, link)
  }

  async ensureGroup(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<void> {
    await this.#onGroup(busScripts.ensure, params, [params.group], call)
  }

  /** Atomic per partition: if it fails, some of the messages may be there, and repeating it makes duplicates. */
  async publish(
    params: { readonly topic: string; readonly messages: readonly BusMessage[] },
    call?: PortCall,
  ): Promise<void> {
    this.#link.guard.check(call)
    await publishMessages(this.#link.scripts, this.#options, params, call)
  }

  async subscribe(params: SubscribeParams, call?: PortCall): Promise<Subscription> {
    const { topic, group } = params
    return this.#link.guard.runSteps(call, async (step) => {
      if (group !== undefined) await this.ensureGroup({ topic, group }, step)
      return this.#subscriptions.add(params, step)
    })
  }

  async lag(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<number> {
    const replies = await this.#onGroup(busScripts.lag, params, [], call)
    return replies.reduce<number>((sum, reply) => sum + Number(reply), 0)
  }

  /** In steps, so that Redis serves others meanwhile; messages published during it may come between. */
  replay(
    params: { readonly topic: string; readonly group: string; readonly fromMs: number },
    call?: PortCall,
  ): Promise<number> {
    const { topic, group, fromMs } = params
    return this.#link.guard.runSteps(call, async (step) => {
      let replayed = 0
      for (const partition of partitionsOf(this.#options, topic)) {
        const keys = partition.ofGroup(group)
        replayed += await replayPartition(this.#link.scripts, { keys, fromMs }, step)
      }
      if (replayed > 0) await this.#tell(topic, step)
      return replayed
    })
  }

  async deadLetters(
    params: { readonly topic: string; readonly group: string; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly DeadLetter[]> {
    const replies = await this.#onGroup(busScripts.deadLetters, params, [params.limit], call)
    const entries = replies.flatMap((reply) => reply as DeadLetterEntry[]).sort(oldestFirst)
    return entries.slice(0, params.limit).map((entry) => decodeDeadLetter(entry, params))
  }

  /** Closes every subscription, each waiting for its running handlers, and ends connections that the adapter made. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    await this.#subscriptions.close()
    await this.#link.close()
  }

  /** Wakes the consumers of a topic, here and elsewhere. */
  async #tell(topic: string, call: PortCall | undefined): Promise<void> {
    const channel = wakeUpChannel(this.#options.keyPrefix, topic)
    const { client, guard } = this.#link
    for (let partition = 0; partition < this.#options.partitions; partition++) {
      await guard.run(call, () => client.callBuffer('publish', channel, partition))
    }
  }

  /** Runs a script on a group's stand in every partition. */
  async #onGroup(
    script: Script,
    { topic, group }: { readonly topic: string; readonly group: string },
    args: readonly RedisArgument[],
    call: PortCall | undefined,
  ): Promise<readonly unknown[]> {
    this.#link.guard.check(call)
    const calls = partitionsOf(this.#options, topic).map((keys) => ({ script, keys: keys.ofGroup(group), args }))
    return (await this.#link.scripts.runAll(calls, call)).map(replyOf)
  }
}
