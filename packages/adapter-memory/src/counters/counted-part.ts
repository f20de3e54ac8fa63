import {
  type Counter,
  type CounterMember,
  type Counts,
  type MemberCounter,
  type MemberState,
  NO_COUNTS,
  supersedes,
} from '@feed-engine/core'

type State = Pick<MemberState, 'on' | 'atMs'>

/** A name that no other member of the post has. */
export const nameOf = ({ counter, member }: CounterMember): string => `${counter} ${member}`

export function memberOf(name: string): CounterMember {
  const at = name.indexOf(' ')
  return { counter: name.slice(0, at) as MemberCounter, member: name.slice(at + 1) }
}

/** The counters of one post, and what is known of their members. */
export class CountedPart {
  /** Whether an archive may know members that are not here. */
  readonly partial: boolean
  #version: number
  readonly #counts: Record<Counter, number>
  readonly #members = new Map<string, State>()

  constructor(archived?: { readonly version: number; readonly counts: Counts }) {
    this.partial = archived !== undefined
    this.#version = archived?.version ?? 0
    this.#counts = { ...(archived?.counts ?? NO_COUNTS) }
  }

  get version(): number {
    return this.#version
  }

  get counts(): Counts {
    return { ...this.#counts }
  }

  state(member: CounterMember): State | undefined {
    return this.#members.get(nameOf(member))
  }

  /** Takes over what an archive knows of a member, unless more is known here. */
  learn(member: MemberState): void {
    const name = nameOf(member)
    if (!this.#members.has(name)) this.#members.set(name, { on: member.on, atMs: member.atMs })
  }

  /** Answers whether anything changed. */
  change(to: MemberState, nowMs: number): boolean {
    const known = this.state(to)
    if (!supersedes(to, known)) return false
    this.#members.set(nameOf(to), { on: to.on, atMs: to.atMs })
    this.#counts[to.counter] += Number(to.on) - Number(known?.on ?? false)
    this.#raise(nowMs)
    return true
  }

  count(counter: Counter, nowMs: number): void {
    this.#counts[counter] += 1
    this.#raise(nowMs)
  }

  #raise(nowMs: number): void {
    this.#version = Math.max(this.#version + 1, nowMs)
  }
}
