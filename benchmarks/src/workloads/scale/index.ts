import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { Workload, WorkloadSettings } from '../../harness/workload'
import { openLiveFeed } from '../../live-feed/live-feed'
import type { Curve, Job } from './curve'
import { followees } from './curves/followees'
import { followers } from './curves/followers'
import { pullAuthors } from './curves/pull-authors'
import { timelineLength } from './curves/timeline-length'
import { users } from './curves/users'
import { workers } from './curves/workers'

const CURVES: readonly Curve[] = [users, followers, followees, pullAuthors, timelineLength, workers]

/** How the cost of a push and of a read grows, one curve for each thing that can grow. */
export const scale: Workload = {
  about: 'cost of pushes and reads as users, followers, followees, pull authors, timelines and workers grow',
  needs: [],
  onProfile: true,
  async run(settings) {
    const outcomes: Outcome[] = []
    for (const curve of CURVES) outcomes.push(...(await follow(curve, settings)))
    return outcomes
  },
}

async function follow(curve: Curve, settings: WorkloadSettings): Promise<readonly Outcome[]> {
  if (curve.processes === true && settings.profile.needs.length === 0) return []
  const outcomes: Outcome[] = []
  for (const at of curve.points[settings.scale]) {
    settings.progress(label(curve, at))
    const feed = await openLiveFeed(settings, curve.options?.(at))
    try {
      const { jobs, end } = await curve.grow(settings, feed, at)
      try {
        for (const job of jobs) outcomes.push(await measure(curve, at, job, settings))
      } finally {
        await end?.()
      }
    } finally {
      await feed.end()
    }
  }
  return outcomes
}

async function measure(curve: Curve, at: number, job: Job, { meters, effort }: WorkloadSettings): Promise<Outcome> {
  const { name, unit, unitsPerOperation, operations, command } = job
  const outcome = await runTrial(
    {
      workload: 'scale',
      variant: `${name}, ${label(curve, at)}`,
      unit,
      unitsPerOperation,
      inFlight: 1,
      operations,
      contenders: [{ name: 'engine', commands: [command], operate: (turn) => job.operate(turn) }],
    },
    meters,
    effort,
  )
  return { ...outcome, point: { axis: `${curve.axis}, ${name}`, at } }
}

function label({ axis }: Curve, at: number): string {
  return `${axis}: ${at.toLocaleString('en')}`
}
