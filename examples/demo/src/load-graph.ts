import { type RejectedLines, readEdgeList } from './edge-list'
import { type FollowGraph, followerCounts, rankBy } from './follow-graph'
import { GraphFileError } from './graph-file'
import type { DemoOptions } from './options'
import { powerLawGraph } from './power-law-graph'
import type { Progress } from './progress'
import { type Random, sample } from './random'

/** One in so many users is pulled by default, and at least three. */
const USERS_PER_PULL_AUTHOR = 5_000
const LEAST_PULL_AUTHORS = 3

/** One in so many viewers is one of those who follow the most: long timelines are where mistakes show. */
const VIEWERS_PER_HEAVY_ONE = 100

export interface LoadedGraph {
  readonly graph: FollowGraph
  /** Absent for a generated graph. */
  readonly file?: { readonly path: string; readonly lines: number; readonly rejected: RejectedLines }
}

/** Imports the graph that the options name, or generates one. Throws a `GraphFileError`. */
export async function loadGraph(options: DemoOptions, random: Random, progress: Progress): Promise<LoadedGraph> {
  const path = options.graph
  if (path === undefined) return { graph: powerLawGraph({ users: options.users, random }) }
  progress.begin('read lines')
  const { graph, lines, rejected } = await readEdgeList(path, (count) => progress.advance(count))
  progress.end()
  if (graph.followees.every((followees) => followees.size === 0)) {
    throw new GraphFileError(`${path}: holds no follows in ${lines} lines`)
  }
  return { graph, file: { path, lines, rejected } }
}

/** Follower count from which authors are pulled, so that only a few of the most followed are. */
export function defaultThreshold(graph: FollowGraph): number {
  const counts = followerCounts(graph).sort().reverse()
  const pulled = Math.max(LEAST_PULL_AUTHORS, Math.floor(counts.length / USERS_PER_PULL_AUTHOR))
  return Math.max(1, counts[Math.min(pulled, counts.length) - 1] ?? 1)
}

/** Different users, drawn evenly, but for a few who follow the most. */
export function pickViewers(graph: FollowGraph, wanted: number, random: Random): number[] {
  const byFollowees = rankBy(graph.followees.map((followees) => followees.size))
  const heavy = byFollowees.slice(0, Math.floor(wanted / VIEWERS_PER_HEAVY_ONE))
  const others = sample(byFollowees.slice(heavy.length), wanted - heavy.length, random)
  return [...heavy, ...others]
}
