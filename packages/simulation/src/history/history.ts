import type { World } from '../client/world'
import { COMMANDS } from '../commands'
import type { Plan } from '../commands/command'
import { Dice } from './dice'
import type { Operation } from './operations'

interface Running {
  readonly keys: readonly string[]
  readonly done: Promise<void>
}

/**
 * Carries out a history: as many operations at once as the settings say, but never two that need the same thing for
 * themselves. Rejects with the first violation.
 */
export class History {
  readonly #world: World
  readonly #running = new Set<Running>()
  readonly #violation: Promise<never>
  #report: (error: unknown) => void = () => undefined
  #step = 0

  constructor(world: World) {
    this.#world = world
    this.#violation = new Promise((_, reject) => {
      this.#report = reject
    })
    this.#violation.catch(() => undefined)
  }

  /** The operation that was begun last, counted from 1. */
  get step(): number {
    return this.#step
  }

  async run(operations: readonly Operation[]): Promise<void> {
    for (const operation of operations) {
      this.#step += 1
      await this.#begin(operation)
      if (operation.pauseMs > 0) await this.#orViolation(this.#world.time.sleep(operation.pauseMs))
    }
  }

  /** Resolves when everything that was begun has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await this.#orViolation(Promise.all([...this.#running].map(({ done }) => done)))
  }

  async #begin(operation: Operation): Promise<void> {
    const { clients } = this.#world.settings
    for (;;) {
      const plan =
        this.#running.size < clients
          ? COMMANDS.get(operation.kind)?.plan(this.#world, new Dice(operation.dice))
          : undefined
      if (plan === null) return
      if (plan !== undefined && !this.#conflicts(plan)) {
        this.#start(operation.kind, plan)
        return
      }
      await this.#orViolation(Promise.race([...this.#running].map(({ done }) => done)))
    }
  }

  #start(kind: string, plan: Plan): void {
    this.#world.coverage.add('operations')
    this.#world.coverage.add(`operation ${kind}`)
    this.#world.trace.add(`${this.#world.time.now()} step ${this.#step} ${kind} ${plan.keys.join(' ')}`)
    const running: Running = {
      keys: plan.keys,
      done: plan.run().then(
        () => {
          this.#running.delete(running)
        },
        (error: unknown) => this.#report(error),
      ),
    }
    this.#running.add(running)
  }

  #conflicts(plan: Plan): boolean {
    return [...this.#running].some(({ keys }) => keys.some((key) => plan.keys.includes(key)))
  }

  #orViolation<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#violation])
  }
}
