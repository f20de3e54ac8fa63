/** What is on its way to a store or being carried out there, whether or not anybody still waits for the answer. */
export class Traffic {
  readonly #underWay = new Set<Promise<void>>()

  carry<T>(work: Promise<T>): Promise<T> {
    const forget = (): void => {
      this.#underWay.delete(arrived)
    }
    const arrived: Promise<void> = work.then(forget, forget)
    this.#underWay.add(arrived)
    return work
  }

  /** Resolves when everything that is under way by now has arrived. */
  async settled(): Promise<void> {
    if (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }
}
