import type { EventBus, SubscribeParams, Verdict } from '@feed-engine/core'
import { override } from '../mutant'

export type Handler = SubscribeParams['handler']

export const ACK: Verdict = { kind: 'ack' }
export const textOf = ({ key, value }: { readonly key: string; readonly value: Uint8Array }): string =>
  `${key}/${value.join()}`
export const nameOf = ({ topic, group }: { readonly topic: string; readonly group?: string }): string =>
  `${topic}/${group ?? ''}`

/** Stands between the bus and the handlers of groups. */
export function handling(inner: EventBus, wrap: (handler: Handler, params: SubscribeParams) => Handler): EventBus {
  return override(inner, {
    subscribe: (params, call) =>
      inner.subscribe(
        { ...params, handler: params.group === undefined ? params.handler : wrap(params.handler, params) },
        call,
      ),
  })
}

/** Acknowledges what waits for a group, without anybody's having seen it. */
export async function skipAll(
  bus: EventBus,
  params: { readonly topic: string; readonly group: string },
): Promise<void> {
  const handler = () => Promise.resolve(ACK)
  const subscription = await bus.subscribe({ ...params, handler, concurrency: 100, ackTimeoutMs: 60_000 })
  for (let turn = 0; turn < 200 && (await bus.lag(params)) > 0; turn++)
    await new Promise((resolve) => setImmediate(resolve))
  await subscription.close()
}
