import { Script } from '../client/script'
import {
  timelinesSortedSetOpen,
  timelinesSortedSetPush,
  timelinesSortedSetRead,
  timelinesSortedSetReplace,
} from '../lua-sources'
import type { TimelineEncoding } from './encoding'
import { decodeEntries } from './entry-codec'
import { decodeHeader } from './header'

/** Layout and reasons: `lua/timelines/sorted-set/timeline.lua`. */
export const sortedSetEncoding: TimelineEncoding = {
  name: 'sorted-set',
  format: 1,
  parts: ['z'],
  bytesPerEntry: 160,
  push: new Script(timelinesSortedSetPush),
  read: new Script(timelinesSortedSetRead, 'read'),
  open: new Script(timelinesSortedSetOpen),
  replace: new Script(timelinesSortedSetReplace),

  decode([header, wanted], { limit }) {
    const { width, ...state } = decodeHeader(header as Buffer)
    const entries = decodeEntries(wanted as Buffer, width)
    return { ...state, entries: entries.slice(0, limit), more: entries.length > limit }
  },
}
