import type { PortCall } from '@feed-engine/core'
import type { Statement } from '../database/statement'
import { GIVE_BACK, HEARTBEAT, SETTLE, TAKE } from './bus-statements'

export type Query = <Row>(statement: Statement, values: unknown[], call?: PortCall) => Promise<readonly Row[]>

/** A server that hangs must not keep a subscription from closing. */
export const CALL: PortCall = { deadlineMs: 5_000 }

/** A message that this holder has the lane of. */
export interface TakenMessage {
  readonly fence: string
  readonly entry_id: string
  readonly attempt: number
  readonly published_at_ms: number
  readonly key: string
  readonly value: Uint8Array
}

/** What a group has to do, as one of its subscriptions sees it. */
export class GroupQueue {
  readonly #query: Query
  readonly #groupId: string
  readonly #holder: string
  readonly #leaseMs: number
  readonly #patienceMs: number

  constructor(params: {
    readonly query: Query
    readonly groupId: string
    /** Unique name of the subscription. */
    readonly holder: string
    readonly leaseMs: number
    /** How long a message that this holder was silent over is left to others. */
    readonly patienceMs: number
  }) {
    this.#query = params.query
    this.#groupId = params.groupId
    this.#holder = params.holder
    this.#leaseMs = params.leaseMs
    this.#patienceMs = params.patienceMs
  }

  take(limit: number): Promise<readonly TakenMessage[]> {
    return this.#query(TAKE, [this.#groupId, this.#holder, limit, this.#leaseMs, this.#patienceMs], CALL)
  }

  /** Prolongs the lease; false if the message was given to somebody else. */
  async heartbeat(message: TakenMessage): Promise<boolean> {
    const values = [this.#groupId, this.#holder, message.key, message.fence, this.#leaseMs]
    const [row] = await this.#query<{ readonly held: boolean }>(HEARTBEAT, values, CALL)
    return row?.held === true
  }

  async acknowledge(message: TakenMessage): Promise<void> {
    await this.#query(SETTLE, [...this.#names(message), null, null], CALL)
  }

  async bury(message: TakenMessage, letter: { readonly code: string; readonly cause: string }): Promise<void> {
    await this.#query(SETTLE, [...this.#names(message), storable(letter.code), storable(letter.cause)], CALL)
  }

  async retry(message: TakenMessage, delayMs: number): Promise<void> {
    await this.#query(GIVE_BACK, [...this.#names(message), delayMs, true], CALL)
  }

  /** Gives back what was taken and never handed to the handler. */
  async giveBack(message: TakenMessage): Promise<void> {
    await this.#query(GIVE_BACK, [...this.#names(message), 0, false], CALL)
  }

  #names({ key, fence, entry_id: entryId }: TakenMessage): unknown[] {
    return [this.#groupId, this.#holder, key, fence, entryId]
  }
}

/** PostgreSQL's text has no character 0; a dead letter must not fail over it. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd')
}
