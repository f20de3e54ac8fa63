/** How far a long run is, for the one who waits. */
export interface Progress {
  /** Begins a step of `total` units. */
  begin(step: string, total?: number): void
  /** Counts units of the step as done. */
  advance(units?: number): void
  /** Ends the step. */
  end(): void
}

export interface ProgressTarget {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A line that is rewritten on a terminal ten times a second at most; elsewhere a new line every ten seconds. */
export function createProgress(target: ProgressTarget, now: () => number): Progress {
  const live = target.isTTY === true
  const intervalMs = live ? 100 : 10_000
  let step = ''
  let total: number | undefined
  let done = 0
  let startedAt = 0
  let shownAt = 0

  const show = (text: string, last: boolean): void => {
    shownAt = now()
    target.write(live ? `\r\x1b[K${text}${last ? '\n' : ''}` : `${text}\n`)
  }
  const state = (): string =>
    `${step} ${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`}`

  return {
    begin(nextStep, nextTotal) {
      step = nextStep
      total = nextTotal
      done = 0
      startedAt = now()
      shownAt = startedAt
      if (live) show(step, false)
    },
    advance(units = 1) {
      done += units
      if (now() - shownAt >= intervalMs) show(state(), false)
    },
    end() {
      show(`${state()}, ${((now() - startedAt) / 1_000).toFixed(1)} s`, true)
    },
  }
}
