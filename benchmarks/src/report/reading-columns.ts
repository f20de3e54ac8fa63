import type { Outcome, Reading } from '../harness/reading'
import { significant } from './numbers'

/** A column of the table that compares contenders. */
export interface Column {
  readonly head: string
  cell(outcome: Outcome, contender: string): string
}

const ofReading = (head: string, value: (reading: Reading) => number | undefined): Column => ({
  head,
  cell: (outcome, contender) => numberOrNone(outcome.readings[contender] && value(outcome.readings[contender])),
})

const ofRatio = (head: string, ratios: (outcome: Outcome) => Readonly<Record<string, number>>): Column => ({
  head,
  cell: (outcome, contender) => {
    const ratio = ratios(outcome)[contender]
    return ratio === undefined ? '' : `${significant(ratio)}×`
  },
})

/** What a table says of each contender. Ratios are those of the engine to the contender. */
export const READING_COLUMNS: readonly Column[] = [
  { head: 'contender', cell: (_, contender) => contender },
  { head: 'rate', cell: (outcome, contender) => rateOf(outcome, contender) },
  ofRatio('engine ÷ it', ({ rateRatios }) => rateRatios),
  ofReading('p50 ms', ({ p50Ms }) => p50Ms),
  ofRatio('engine ÷ it', ({ p50Ratios }) => p50Ratios),
  ofReading('p99 ms', ({ p99Ms }) => p99Ms),
  ofReading('p99.9 ms', ({ p999Ms }) => p999Ms),
  ofReading('round trips', ({ roundTrips }) => roundTrips),
  ofReading('bytes out', ({ bytesSent }) => bytesSent),
  ofReading('bytes in', ({ bytesReceived }) => bytesReceived),
  ofReading('client CPU ms', ({ clientCpuMs }) => clientCpuMs),
  ofReading('server CPU ms', ({ serverCpuMs }) => serverCpuMs),
  { head: 'bytes/timeline', cell: ({ bytesPerTimeline }, contender) => numberOrNone(bytesPerTimeline?.[contender]) },
]

function rateOf({ readings, unit }: Outcome, contender: string): string {
  const reading = readings[contender]
  return reading === undefined ? '' : `${significant(reading.rate)} ${unit}/s`
}

function numberOrNone(value: number | undefined): string {
  return value === undefined ? '' : significant(value)
}
