import { atLeast } from '../../harness/aims'
import type { Workload } from '../../harness/workload'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { measureQuality } from './measure-quality'

const SIZES = {
  full: { authors: 60, viewers: 40, days: 14, postsPerDay: 3 },
  tiny: { authors: 12, viewers: 3, days: 3, postsPerDay: 2 },
} as const

/** Whether ranking pays: how much of what viewers like comes first, on behaviour whose causes are known. */
export const rankingQuality: Workload = {
  about: 'nDCG@20 of ranked feeds on synthetic behaviour, against newest first and engagement alone',
  needs: [],
  onProfile: false,
  async run({ scale, seed, progress }) {
    const found = await measureQuality({ ...SIZES[scale], seed, progress })
    const { ranked, chronological, engagement, random } = found
    return [
      plainOutcome({
        workload: 'ranking-quality',
        variant: `${SIZES[scale].viewers} viewers after ${SIZES[scale].days} days`,
        unit: 'pages',
        readings: {},
        commands: {},
        aims: [
          atLeast('nDCG@20 ÷ newest first', 1.05, ranked / chronological),
          atLeast('nDCG@20 ÷ engagement alone', 1.05, ranked / engagement),
        ],
        figures: {
          'nDCG@20, ranked': ranked,
          'nDCG@20, newest first': chronological,
          'nDCG@20, engagement alone': engagement,
          'nDCG@20, at random': random,
        },
      }),
    ]
  },
}
