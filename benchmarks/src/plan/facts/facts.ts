import type { Quantity } from '../quantity/expression'

/** Where a fact is from: the figures of a run, what this project wrote down, or the command line. */
export type FactOrigin = 'figures' | 'documents' | 'given'

/** Something that was measured. */
export interface Fact extends Quantity {
  readonly origin: FactOrigin
  /** How it was measured, in words. */
  readonly source: string
}

export type FactName =
  | 'pushRate'
  | 'workerRate'
  | 'entrySize'
  | 'timelineReads'
  | 'pageReads'
  | 'relationsTime'
  | 'pushTraffic'
  | 'readTraffic'
  | 'eventSize'
  | 'postOverhead'
  | 'itemOverhead'
  | 'followSize'
  | 'sortedSetSize'
  | 'sortedSetPushRate'

export type Facts = Readonly<Record<FactName, Fact>>
