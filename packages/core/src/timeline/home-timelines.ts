import type { EngineContext, PushPorts } from '../context/engine-context'
import { FillLeases } from './fill-leases'
import { TimelineFiller } from './fill-timeline'
import { TimelineMender } from './mend-timeline'
import { Timelines } from './timelines'

/** Everything that reads need of the cached home timelines. */
export interface HomeTimelines {
  readonly timelines: Timelines
  readonly filler: TimelineFiller
  readonly mender: TimelineMender
}

export function createHomeTimelines(context: EngineContext, ports: PushPorts): HomeTimelines {
  const timelines = new Timelines(context, ports)
  const leases = context.cache === undefined ? undefined : new FillLeases(context, context.cache, timelines)
  return {
    timelines,
    filler: new TimelineFiller(context, timelines, leases),
    mender: new TimelineMender(context, timelines),
  }
}
