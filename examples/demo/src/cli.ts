import { GraphFileError } from './graph-file'
import { HELP, parseOptions, UsageError } from './options'
import { createProgress, type ProgressTarget } from './progress'
import { exitCode, formatReport } from './report'
import { runDemo } from './run-demo'

/** Where the demo writes: the report to `stdout`, all else to `stderr`. */
export interface CliStreams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: ProgressTarget
}

/** Runs the demo for the arguments of a command line. Answers the exit code: 0, 1 for mismatches, 2 for wrong input. */
export async function main(args: readonly string[], streams: CliStreams): Promise<number> {
  try {
    const options = parseOptions(args)
    if (options.help) {
      streams.stdout.write(HELP)
      return 0
    }
    const progress = createProgress(streams.stderr, () => performance.now())
    const report = await runDemo(options, progress)
    streams.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report))
    return exitCode(report)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof GraphFileError)) throw error
    const clearProgress = streams.stderr.isTTY === true ? '\r\x1b[K' : ''
    streams.stderr.write(`${clearProgress}demo: ${error.message}\n`)
    return 2
  }
}
