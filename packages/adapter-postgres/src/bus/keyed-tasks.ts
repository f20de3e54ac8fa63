/** Runs tasks, those of one key one after the other, and so many at once. */
export class KeyedTasks<T extends { readonly key: string }> {
  readonly #concurrency: number
  readonly #run: (task: T) => Promise<void>
  /** Tasks by key, the one that runs included. */
  readonly #lanes = new Map<string, T[]>()
  /** Keys whose first task may run. */
  readonly #ready = new Set<string>()
  #running = 0
  #size = 0
  #onFinish: () => void = () => undefined

  constructor(concurrency: number, run: (task: T) => Promise<void>) {
    this.#concurrency = concurrency
    this.#run = run
  }

  /** Tasks that run or wait. */
  get size(): number {
    return this.#size
  }

  add(task: T): void {
    this.#size++
    const lane = this.#lanes.get(task.key)
    if (lane !== undefined) {
      lane.push(task)
      return
    }
    this.#lanes.set(task.key, [task])
    this.#ready.add(task.key)
    this.#start()
  }

  /** Forgets tasks that wait, and resolves when none runs. */
  async stop(): Promise<void> {
    this.#ready.clear()
    for (const lane of this.#lanes.values()) lane.length = 1
    while (this.#running > 0) await this.nextFinish()
  }

  /** Resolves when a task has ended. */
  nextFinish(): Promise<void> {
    const earlier = this.#onFinish
    return new Promise((resolve) => {
      this.#onFinish = () => {
        earlier()
        resolve()
      }
    })
  }

  #start(): void {
    for (const key of this.#ready) {
      if (this.#running >= this.#concurrency) return
      this.#ready.delete(key)
      const task = this.#lanes.get(key)?.[0]
      if (task !== undefined) void this.#work(task)
    }
  }

  async #work(task: T): Promise<void> {
    this.#running++
    await this.#run(task)
    this.#running--
    this.#size--
    const lane = this.#lanes.get(task.key)
    lane?.shift()
    if (lane === undefined || lane.length === 0) this.#lanes.delete(task.key)
    else this.#ready.add(task.key)
    this.#start()
    const onFinish = this.#onFinish
    this.#onFinish = () => undefined
    onFinish()
  }
}
