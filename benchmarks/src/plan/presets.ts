import { ESTIMATES } from './classic/estimates'
import type { InputName } from './inputs'

/** Values that stand in for flags that are not given. */
export const PRESETS: Readonly<Record<string, Partial<Record<InputName, number>>>> = {
  classic: {
    users: ESTIMATES.users.low,
    'posts-per-second': ESTIMATES.posts.low,
    'reads-per-second': ESTIMATES.reads.low,
  },
  'classic-largest': {
    users: ESTIMATES.users.high,
    'posts-per-second': ESTIMATES.posts.high,
    'reads-per-second': ESTIMATES.peakReads.high,
  },
}
