import type { EngineContext, PushPorts } from '../context/engine-context'
import { ReaderClasses } from '../readers/reader-classes'
import { FillLeases } from './fill-leases'
import { TimelineFiller } from './fill-timeline'
import { TimelineMender } from './mend-timeline'
import { Timelines } from './timelines'

/** Everything that reads need of the cached home timelines. */
export interface HomeTimelines {
  readonly timelines: Timelines
  readonly readers: ReaderClasses
  readonly filler: TimelineFiller
  readonly mender: TimelineMender
}

export function createHomeTimelines(context: EngineContext, ports: PushPorts): HomeTimelines {
  const timelines = new Timelines(context, ports)
  const leases = context.cache === undefined ? undefined : new FillLeases(context, context.cache, timelines)
  const readers = new ReaderClasses(context)
  const filler = new TimelineFiller(context, { timelines, readers, leases })
  return { timelines, readers, filler, mender: new TimelineMender(context, timelines, filler) }
}
