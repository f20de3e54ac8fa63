import { cpus } from 'node:os'
import { type Figure, formatFigures } from './figure'
import { helpText, parseOptions, UsageError } from './options'
import { DEFAULT_SCALE, type Scale } from './scale'
import { WORKLOADS } from './workloads/index'

interface CliStreams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** Runs the workloads that a command line names. Answers the exit code: 0, or 2 for a wrong command line. */
export async function main(
  args: readonly string[],
  streams: CliStreams,
  scale: Scale = DEFAULT_SCALE,
): Promise<number> {
  try {
    const options = parseOptions(args)
    if (options.help) {
      streams.stdout.write(helpText())
      return 0
    }
    const figures: Figure[] = []
    for (const name of options.workloads) {
      streams.stderr.write(`${name} …\n`)
      figures.push(...((await WORKLOADS[name]?.run({ scale, seed: options.seed })) ?? []))
    }
    streams.stdout.write(options.json ? toJson(figures, options.seed) : `\n${machine()}\n\n${formatFigures(figures)}`)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    streams.stderr.write(`bench: ${error.message}\n`)
    return 2
  }
}

function toJson(figures: readonly Figure[], seed: number): string {
  return `${JSON.stringify({ machine: machine(), seed, figures }, null, 2)}\n`
}

function machine(): string {
  const processors = cpus()
  return `Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`
}
