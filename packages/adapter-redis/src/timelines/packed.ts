import { newestFirst, type TimelineEntry } from '@feed-engine/core'
import { Script } from '../client/script'
import { timelinesPackedOpen, timelinesPackedPush, timelinesPackedRead, timelinesPackedReplace } from '../lua-sources'
import type { TimelineEncoding } from './encoding'
import { decodeEntries } from './entry-codec'
import { decodeHeader } from './header'

/** Layout and reasons: `lua/timelines/packed/timeline.lua`. */
export const packedEncoding: TimelineEncoding = {
  name: 'packed',
  format: 2,
  parts: ['t', 's'],
  bytesPerEntry: 19,
  push: new Script(timelinesPackedPush),
  read: new Script(timelinesPackedRead, 'read'),
  open: new Script(timelinesPackedOpen),
  replace: new Script(timelinesPackedReplace),

  decode([text, wanted, below, tailStart], { before, limit }) {
    const { width, ...state } = decodeHeader(text as Buffer)
    const sealed = decodeEntries(Buffer.concat(wanted as Buffer[]), width).reverse()
    const tail = decodeEntries((text as Buffer).subarray(Number(tailStart)), width)
      .filter(({ position }) => position > state.watermark && (before === undefined || position < before))
      .sort(newestFirst)
    const entries = merged(sealed, tail, limit + 1)
    const more = entries.length > limit || Number(below) > sealed.length
    return { ...state, entries: entries.slice(0, limit), more }
  },
}

/** The newest of both lists, each newest first, without repeated positions: what came first stays. */
function merged(sealed: readonly TimelineEntry[], tail: readonly TimelineEntry[], count: number): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  let [s, t] = [0, 0]
  while (entries.length < count) {
    const [a, b] = [sealed[s], tail[t]]
    if (a === undefined && b === undefined) break
    const next = b === undefined || (a !== undefined && a.position >= b.position) ? a : b
    if (next === a) s++
    else t++
    if (next !== undefined && next.position !== entries.at(-1)?.position) entries.push(next)
  }
  return entries
}
