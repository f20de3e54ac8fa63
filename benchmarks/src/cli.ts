import { writeFile } from 'node:fs/promises'
import { type Meters, openMeters } from './harness/meters'
import { type BenchOptions, helpText, parseOptions } from './options'
import { planMain } from './plan/index'
import { formatText } from './report/format-text'
import { formatHtml } from './report/html/format-html'
import { describeMachine, type RunReport, toResult } from './report/run-report'
import { runWorkloads, type WorkloadRun } from './run-workloads'
import { UsageError } from './usage-error'

export interface CliStreams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/**
 * Runs what a command line asks for: the report to `stdout`, all else to `stderr`. Answers the exit code: 0, 1 if a
 * workload could not be run, 2 for a wrong command line.
 */
export async function main(args: readonly string[], streams: CliStreams): Promise<number> {
  if (args[0] === 'plan') return planMain(args.slice(1), streams)
  const meters = openMeters()
  try {
    return await runCommand(args, streams, meters)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    streams.stderr.write(`feed-bench: ${error.message}\n`)
    return 2
  } finally {
    await meters.close()
  }
}

async function runCommand(args: readonly string[], streams: CliStreams, meters: Meters): Promise<number> {
  const options = parseOptions(args)
  if (options.help) {
    streams.stdout.write(helpText())
    return 0
  }
  const run = await runWorkloads(options, meters, (line) => streams.stderr.write(`${line}\n`))
  const report = reportOf(args, options, run)
  streams.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatText(report))
  if (options.html !== undefined) await writeFile(options.html, await formatHtml(report))
  return run.failures.length === 0 ? 0 : 1
}

function reportOf(args: readonly string[], options: BenchOptions, { outcomes, failures }: WorkloadRun): RunReport {
  const { profile, seed, rounds, scale } = options
  return {
    command: ['npx feed-bench', ...args].join(' '),
    machine: describeMachine(),
    node: process.versions.node,
    profile: profile.name,
    seed,
    rounds,
    scale,
    results: outcomes.map(toResult),
    failures,
  }
}
