interface Latency {
  readonly p50: number
  readonly p99: number
}

/** What a run of the demo found. Latencies in milliseconds, sizes in bytes. */
export interface DemoReport {
  readonly profile: string
  /** Worker processes; absent where fan-out ran in the process that served. */
  readonly workers?: number
  readonly graph: string
  readonly users: number
  readonly follows: number
  /** Lines of the graph file; 0 for a generated graph. */
  readonly lines: number
  readonly rejected: Readonly<Record<string, number>>
  readonly rejectedExamples: readonly { readonly line: number; readonly reason: string }[]
  readonly posts: number
  readonly deletes: number
  /** Followers from which an author is pulled. */
  readonly threshold: number
  readonly pushAuthors: number
  readonly pullAuthors: number
  /** Timelines open while posts were pushed. */
  readonly openTimelines: number
  readonly followsPerSecond: number
  readonly publishesPerSecond: number
  /** Entries pushed to open timelines; absent where worker processes did that. */
  readonly entriesPushed?: number
  /** The same per second, from the first publish until all were applied. */
  readonly entriesPerSecond?: number
  readonly warmReadMs: Latency
  readonly coldReadMs: Latency
  /** Share of warm pages that came from timeline and pull authors alone: of first pages, and of all pages to the end. */
  readonly warmPagesWithoutPull: { readonly first: number; readonly all: number }
  /** The adapter's own estimate. */
  readonly bytesPerEntry: number
  readonly rssBytes: number
  readonly heapBytes: number
  readonly seconds: number
  readonly viewers: number
  readonly pagesCompared: number
  readonly itemsCompared: number
  /** Compared pages that differ from the reference. */
  readonly mismatches: number
}

/** The value below or at which a share of the values lies (nearest rank); 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** What the process should exit with. */
export function exitCode(report: DemoReport): 0 | 1 {
  return report.mismatches === 0 ? 0 : 1
}

/** The report as aligned lines of text. The last one says `mismatches N`. */
export function formatReport(report: DemoReport): string {
  const rows = reportRows(report)
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`)
  return `${[...lines, `mismatches ${report.mismatches}`].join('\n')}\n`
}

function reportRows(report: DemoReport): [label: string, value: string][] {
  const { warmPagesWithoutPull, workers } = report
  return [
    ['profile', workers === undefined ? report.profile : `${report.profile}, ${workers} worker processes`],
    ['graph', report.graph],
    ['users', integer(report.users)],
    ['follows', integer(report.follows)],
    ...rejectedRows(report),
    ['posts', integer(report.posts)],
    ['deletes', integer(report.deletes)],
    [
      'authors pushed / pulled',
      `${integer(report.pushAuthors)} / ${report.pullAuthors} (from ${integer(report.threshold)} followers)`,
    ],
    ['open timelines', integer(report.openTimelines)],
    ['follows/s', integer(report.followsPerSecond)],
    ['publishes/s', integer(report.publishesPerSecond)],
    ...pushedRows(report),
    ['warm read p50 / p99', latency(report.warmReadMs)],
    ['cold read p50 / p99', latency(report.coldReadMs)],
    [
      'warm pages without pull',
      `${percent(warmPagesWithoutPull.first)} of first pages, ${percent(warmPagesWithoutPull.all)} of all`,
    ],
    ['bytes/timeline entry', `${report.bytesPerEntry} (adapter's estimate)`],
    ['memory rss / heap', `${megabytes(report.rssBytes)} / ${megabytes(report.heapBytes)}`],
    ['seconds', report.seconds.toFixed(1)],
    ['viewers', integer(report.viewers)],
    ['pages compared', `${integer(report.pagesCompared)} (${integer(report.itemsCompared)} items)`],
  ]
}

function pushedRows({ entriesPushed, entriesPerSecond }: DemoReport): [string, string][] {
  if (entriesPushed === undefined || entriesPerSecond === undefined) return []
  return [['timeline entries/s', `${integer(entriesPerSecond)} (${integer(entriesPushed)} entries)`]]
}

function rejectedRows(report: DemoReport): [string, string][] {
  const examples = (reason: string): string =>
    report.rejectedExamples
      .filter((example) => example.reason === reason)
      .map(({ line }) => line)
      .join(', ')
  return Object.entries(report.rejected).map(([reason, count]) => [
    `rejected: ${reason}`,
    `${integer(count)} (first in line ${examples(reason)})`,
  ])
}

function integer(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function latency({ p50, p99 }: Latency): string {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
