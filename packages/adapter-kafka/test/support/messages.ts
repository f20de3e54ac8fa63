import type { BusMessage, EventBus, Verdict } from '@feed-engine/core'
import { until } from './until'

export const ACK: Verdict = { kind: 'ack' }

export function message(key: string, text: string): BusMessage {
  return { key, value: new TextEncoder().encode(text) }
}

export function textOf({ value }: { readonly value: Uint8Array }): string {
  return new TextDecoder().decode(value)
}

/** Messages `<key>:0`, `<key>:1`, … of so many keys, round by round. */
export function rounds(keys: number, perKey: number): BusMessage[] {
  return Array.from({ length: keys * perKey }, (_, index) => {
    const key = `key-${index % keys}`
    return message(key, `${key}:${Math.floor(index / keys)}`)
  })
}

export function untilHandled(bus: EventBus, params: { readonly topic: string; readonly group: string }): Promise<void> {
  return until(async () => (await bus.lag(params)) === 0, 'the group handles everything', 60_000)
}
