import type { Session } from './session'

/** Kills a worker a third of the way through so many actions, and after two thirds lets another one join. */
export function replaceAWorker({ running }: Session, actions: number): (index: number) => Promise<void> {
  return async (index) => {
    if (index === Math.floor(actions / 3)) await running.workers?.kill()
    if (index === Math.floor((actions * 2) / 3)) await running.workers?.start()
  }
}
