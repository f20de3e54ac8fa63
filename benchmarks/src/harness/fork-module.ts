import { type ChildProcess, fork } from 'node:child_process'
import { FROM_SOURCES } from './from-sources'

/**
 * Starts a module of the benchmarks as a process of its own, with a channel for messages.
 *
 * @param path of the module below `src`, without its ending; what is built has it as an entry of the same name
 */
export function forkModule(path: string, args: readonly string[] = [], execArgv: readonly string[] = []): ChildProcess {
  const module = FROM_SOURCES ? new URL(`../${path}.ts`, import.meta.url) : new URL(`./${path}.js`, import.meta.url)
  return fork(module, [...args], {
    execArgv: [...execArgv, ...(FROM_SOURCES ? ['--import', import.meta.resolve('tsx')] : [])],
  })
}
