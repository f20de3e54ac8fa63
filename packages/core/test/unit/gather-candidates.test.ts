import { expect, test } from 'vitest'
import { gatherCandidates } from '../../src/ranking/gather-candidates'
import type { CandidateSource } from '../../src/read/candidates'
import type { ReadSession } from '../../src/read/read-session'

test('a feed that drops all that is found is given up on after some rounds', async () => {
  const session = {
    recalling: (work: () => Promise<unknown>) => work(),
    recalledAt: () => undefined,
  } as unknown as ReadSession
  let rounds = 0
  const source: CandidateSource = {
    next: async () => {
      rounds++
      return { candidates: [], completeFrom: `${1_000 - rounds}`, end: false }
    },
  }
  const gathered = await gatherCandidates(session, source, 20, new Set())
  expect(rounds).toBe(14)
  expect(gathered).toEqual({ candidates: [], below: '986' })
})
