import type { Ways } from './cast'

/** A situation that posts of small authors are measured in. */
export interface Contender {
  readonly deliver: Ways
  readonly inBulk: boolean
  readonly commands: readonly string[]
}

export const ENGINE = 'engine'
export const CALM = 'engine-without-bulk'
export const ONE_TOPIC = 'engine-without-lanes'
const POLICIES = { lanes: 'policy tiered: those in bulk take a topic of their own', 'no lanes': 'policy threshold' }
const SMALL = 'publish by small authors, at scheduled times; from then until the page of a follower shows the post'

/** By name, in the order of the report. */
export const CONTENDERS: Readonly<Record<string, Contender>> = {
  [ENGINE]: { deliver: 'lanes', inBulk: true, commands: [SMALL, 'publish in bulk meanwhile', POLICIES.lanes] },
  [CALM]: { deliver: 'lanes', inBulk: false, commands: [SMALL, POLICIES.lanes] },
  [ONE_TOPIC]: {
    deliver: 'no lanes',
    inBulk: true,
    commands: [SMALL, 'publish in bulk meanwhile', POLICIES['no lanes']],
  },
}
