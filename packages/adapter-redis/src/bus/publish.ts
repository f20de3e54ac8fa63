import { type BusMessage, cellOf, type PortCall } from '@feed-engine/core'
import { outcomeUnknown } from '../client/errors'
import type { RedisArgument } from '../client/redis-client'
import { replyOf, type ScriptRunner } from '../client/script-runner'
import type { ResolvedBusOptions } from './options'
import { PartitionKeys, wakeUpChannel } from './partition-keys'
import { busScripts } from './scripts'

/** Appends messages to the streams of their keys. Copies everything before it first waits. */
export async function publishMessages(
  scripts: ScriptRunner,
  { keyPrefix: prefix, partitions, retainMessages, retainMs }: ResolvedBusOptions,
  { topic, messages }: { readonly topic: string; readonly messages: readonly BusMessage[] },
  call: PortCall | undefined,
): Promise<void> {
  const contents = new Map<number, RedisArgument[]>()
  for (const { key, value } of messages) {
    const partition = cellOf(key, partitions)
    const content = contents.get(partition)
    if (content === undefined) contents.set(partition, [key, Buffer.from(value)])
    else content.push(key, Buffer.from(value))
  }
  const channel = wakeUpChannel(prefix, topic)
  const retain = Math.ceil(retainMessages / partitions)
  const calls = [...contents].map(([partition, content]) => {
    const keys = new PartitionKeys({ prefix, topic, partition }).shared
    return { script: busScripts.publish, keys, args: [channel, partition, retain, retainMs, ...content] }
  })
  const outcomes = await scripts.runAll(calls, call)
  const lost = outcomes.find((outcome) => 'error' in outcome)
  if (lost === undefined) return
  if (outcomes.every((outcome) => 'error' in outcome)) replyOf(lost)
  throw outcomeUnknown('some partitions of the topic took their messages, others failed: publish all again')
}
