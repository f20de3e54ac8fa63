import type { FollowGraph } from './follow-graph'
import { MAX_LINE_LENGTH, readLines } from './graph-file'

/** Digits that an id may have: enough for 128 bits. */
const MAX_ID_DIGITS = 39

/** Rejected lines that are kept with their number, for each reason. */
const EXAMPLES_PER_REASON = 3

export type RejectReason =
  | 'self-loop'
  | 'duplicate'
  | 'not two ids'
  | 'id is not a non-negative integer'
  | 'id is too long'
  | 'line is too long'

export interface RejectedLines {
  readonly counts: ReadonlyMap<RejectReason, number>
  /** The first few of each reason, in file order. Lines count from 1. */
  readonly examples: readonly { readonly line: number; readonly reason: RejectReason }[]
}

export interface EdgeList {
  readonly graph: FollowGraph
  readonly lines: number
  readonly rejected: RejectedLines
}

export type ParsedLine =
  | { readonly kind: 'edge'; readonly from: string; readonly to: string }
  | { readonly kind: 'rejected'; readonly reason: RejectReason }
  | { readonly kind: 'ignored' }

/** Reads one line of an edge list as "from follows to". Blank lines and `#` comments are ignored. */
export function parseLine(line: string): ParsedLine {
  if (line.length > MAX_LINE_LENGTH) return { kind: 'rejected', reason: 'line is too long' }
  const content = line.trim()
  if (content === '' || content.startsWith('#')) return { kind: 'ignored' }
  const [from, to, ...others] = content.split(/\s+/)
  if (from === undefined || to === undefined || others.length > 0) return { kind: 'rejected', reason: 'not two ids' }
  for (const id of [from, to]) {
    if (!/^(?:0|[1-9]\d*)$/.test(id)) return { kind: 'rejected', reason: 'id is not a non-negative integer' }
    if (id.length > MAX_ID_DIGITS) return { kind: 'rejected', reason: 'id is too long' }
  }
  return { kind: 'edge', from, to }
}

/**
 * Reads an edge list as published by SNAP: one "from to" a line. A line that is no new follow is counted and left
 * out; only a file that cannot be read to its end fails, with a `GraphFileError`.
 */
export async function readEdgeList(
  path: string,
  onLines: (count: number) => void = () => undefined,
): Promise<EdgeList> {
  const builder = new EdgeListBuilder()
  for await (const lines of readLines(path)) {
    for (const line of lines) builder.add(line)
    onLines(lines.length)
  }
  return builder.result()
}

class EdgeListBuilder {
  private readonly numbers = new Map<string, number>()
  private readonly followees: Set<number>[] = []
  private readonly counts = new Map<RejectReason, number>()
  private readonly examples: { readonly line: number; readonly reason: RejectReason }[] = []
  private lines = 0

  add(line: string): void {
    this.lines++
    const parsed = parseLine(line)
    if (parsed.kind === 'rejected') this.reject(parsed.reason)
    if (parsed.kind === 'edge') this.follow(this.numberOf(parsed.from), this.numberOf(parsed.to))
  }

  result(): EdgeList {
    return {
      graph: { userIds: [...this.numbers.keys()], followees: this.followees },
      lines: this.lines,
      rejected: { counts: this.counts, examples: this.examples },
    }
  }

  private follow(from: number, to: number): void {
    const followees = this.followees[from]
    if (from === to) this.reject('self-loop')
    else if (followees?.has(to) === true) this.reject('duplicate')
    else followees?.add(to)
  }

  private reject(reason: RejectReason): void {
    const count = this.counts.get(reason) ?? 0
    this.counts.set(reason, count + 1)
    if (count < EXAMPLES_PER_REASON) this.examples.push({ line: this.lines, reason })
  }

  private numberOf(id: string): number {
    const known = this.numbers.get(id)
    if (known !== undefined) return known
    const next = this.followees.length
    this.numbers.set(id, next)
    this.followees.push(new Set())
    return next
  }
}
