import type { EngineContext } from '../context/engine-context'
import { BoardConsumer } from '../discovery/board-consumer'
import { CountersConsumer } from './counters-consumer'
import { type InteractionConsumer, InteractionWorker } from './interaction-worker'
import { SignalsConsumer } from './signals-consumer'

/** A worker for each store that learns from interactions. */
export function createInteractionWorkers(context: EngineContext): readonly InteractionWorker[] {
  const { bus, signals, counters, options } = context
  if (bus === undefined) return []
  const consumers: readonly InteractionConsumer[] = [
    ...(signals === undefined ? [] : [new SignalsConsumer(context, signals)]),
    ...(signals === undefined || options.discovery === undefined ? [] : [new BoardConsumer(context, signals)]),
    ...(counters === undefined ? [] : [new CountersConsumer(context, counters)]),
  ]
  return consumers.map((consumer) => new InteractionWorker(context, bus, consumer))
}
