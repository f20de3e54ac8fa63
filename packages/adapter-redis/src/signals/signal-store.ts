import {
  type AdapterCapabilities,
  checkSignalReads,
  checkSignalSubjects,
  checkSignalUpdates,
  type PortCall,
  type SignalEntry,
  type SignalStatus,
  type SignalStore,
  type SignalSubject,
  type SignalUpdate,
  type TenantId,
} from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import { Script } from '../client/script'
import { replyOf } from '../client/script-runner'
import { signalsRead, signalsRecord, signalsRemove } from '../lua-sources'
import type { ResolvedSignalStoreOptions } from './options'
import { groupBySubject, recordArgs } from './record-calls'
import { SignalKeys } from './signal-keys'

const recordScript = new Script(signalsRecord)
const readScript = new Script(signalsRead, 'read')
const removeScript = new Script(signalsRemove)

const STATUSES: readonly SignalStatus[] = ['applied', 'duplicate', 'stale']

/**
 * Vectors of decayed weights in Redis or Redis Cluster, 6.2 or newer. All updates of one vector in a call are one script,
 * so they are atomic; a call for many vectors is one pipeline, of a cluster one per master. Vectors of viewers who do
 * nothing any more end by the server's clock, ten half-lives after the last update.
 */
export class RedisSignalStore implements SignalStore {
  readonly name = 'redis'
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: true })
  readonly #keys: SignalKeys
  readonly #link: RedisLink

  /** @internal */
  constructor(options: ResolvedSignalStoreOptions, link: RedisLink) {
    this.#keys = new SignalKeys({ prefix: options.keyPrefix, cells: options.cells })
    this.#link = link
  }

  async record(
    params: { readonly tenant: TenantId; readonly nowMs: number; readonly updates: readonly SignalUpdate[] },
    call?: PortCall,
  ): Promise<readonly SignalStatus[]> {
    this.#link.guard.check(call)
    checkSignalUpdates(params)
    const groups = groupBySubject(params.updates)
    const calls = groups.flatMap(({ updates }) => {
      const [first] = updates
      if (first === undefined) return []
      const keys = this.#keys.of(params.tenant, first.subject)
      return [{ script: recordScript, keys, args: recordArgs(updates, params.nowMs) }]
    })
    const outcomes = await this.#link.scripts.runAll(calls, call)
    const statuses: SignalStatus[] = []
    for (const [index, { places }] of groups.entries()) {
      const digits = replyOf(outcomes[index]) as Buffer
      for (const [at, place] of places.entries()) statuses[place] = STATUSES[(digits[at] ?? 0) - 0x30] ?? 'stale'
    }
    return statuses
  }

  async read(
    params: {
      readonly tenant: TenantId
      readonly subjects: readonly { readonly subject: SignalSubject; readonly keys?: readonly string[] }[]
    },
    call?: PortCall,
  ): Promise<readonly (readonly SignalEntry[])[]> {
    this.#link.guard.check(call)
    checkSignalReads(params.subjects)
    const calls = params.subjects.map(({ subject, keys }) => {
      const [weights] = this.#keys.of(params.tenant, subject)
      return { script: readScript, keys: [weights], args: keys === undefined ? ['1'] : ['0', ...new Set(keys)] }
    })
    const outcomes = await this.#link.scripts.runAll(calls, call)
    return outcomes.map((outcome) => entriesOf(replyOf(outcome) as readonly Buffer[]))
  }

  async remove(
    params: { readonly tenant: TenantId; readonly subjects: readonly SignalSubject[] },
    call?: PortCall,
  ): Promise<void> {
    this.#link.guard.check(call)
    checkSignalSubjects(params.subjects)
    const calls = params.subjects.map((subject) => {
      return { script: removeScript, keys: this.#keys.of(params.tenant, subject), args: [] }
    })
    for (const outcome of await this.#link.scripts.runAll(calls, call)) replyOf(outcome)
  }

  /** Waits for calls under way, and ends a connection that the adapter made. After this every call fails: `CLOSED`. */
  close(): Promise<void> {
    return this.#link.close()
  }
}

function entriesOf(reply: readonly Buffer[]): readonly SignalEntry[] {
  const entries: SignalEntry[] = []
  for (let index = 0; index + 1 < reply.length; index += 2) {
    const [key, packed] = [reply[index], reply[index + 1]]
    if (key === undefined || packed === undefined) continue
    entries.push({ key: key.toString(), value: packed.readDoubleLE(0), atMs: packed.readDoubleLE(8) })
  }
  return entries
}
