/** Many keys at a time: those that are being asked for are waited for, and the others asked for together. */
export class BatchFlight<Value> {
  readonly #flights = new Map<string, Promise<ReadonlyMap<string, Value>>>()

  /**
   * What the tasks know of the keys, and of others that they were asked for.
   * @param task never rejects; leaves out what it could not learn
   */
  async run(
    keys: readonly string[],
    task: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<ReadonlyMap<string, Value>> {
    const joined = new Set(keys.flatMap((key) => this.#flights.get(key) ?? []))
    const others = keys.filter((key) => !this.#flights.has(key))
    if (others.length > 0) joined.add(this.#begin(others, task))
    const known = new Map<string, Value>()
    for (const values of await Promise.all(joined)) for (const [key, value] of values) known.set(key, value)
    return known
  }

  /** Who asks from now on is not answered by what is on its way. */
  void(key: string): void {
    this.#flights.delete(key)
  }

  #begin(
    keys: readonly string[],
    task: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<ReadonlyMap<string, Value>> {
    const flight = task(keys).finally(() => {
      for (const key of keys) if (this.#flights.get(key) === flight) this.#flights.delete(key)
    })
    for (const key of keys) this.#flights.set(key, flight)
    return flight
  }
}
