import type { HarnessByPort, PortName } from '@feed-engine/conformance'
import type { VirtualTime } from '../support/virtual-time'

type AdapterOf<P extends PortName> = HarnessByPort[P]['adapter']

/** An adapter with one planted bug, and the rules that have to find it. */
export interface Mutant<P extends PortName = PortName> {
  readonly port: P
  /** What the bug does, as one would say it in a bug report. */
  readonly bug: string
  /** Every one of these rules has to fail. */
  readonly killedBy: readonly string[]
  plant(inner: AdapterOf<P>, time: VirtualTime): AdapterOf<P>
}

type MutantText<P extends PortName> = readonly [
  bug: string,
  killedBy: string | readonly string[],
  plant: Mutant<P>['plant'],
]

export function mutantsOf<P extends PortName>(port: P, texts: readonly MutantText<P>[]): readonly Mutant<P>[] {
  return texts.map(([bug, killedBy, plant]) => ({
    port,
    bug,
    killedBy: typeof killedBy === 'string' ? [killedBy] : killedBy,
    plant,
  }))
}

/** An adapter that is another one but for the methods given: works on the port alone, whatever is behind it. */
export function override<A extends object>(inner: A, changes: Partial<A>): A {
  return new Proxy(inner, {
    get(target, name) {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** An adapter that lacks a property. */
export function hide<A extends object>(inner: A, hidden: keyof A): A {
  return new Proxy(override(inner, {}), {
    get: (target, name) => (name === hidden ? undefined : Reflect.get(target, name)),
  })
}

/** A map whose values are made when they are first asked for. */
export class Made<K, V> extends Map<K, V> {
  readonly #make: (key: K) => V

  constructor(make: (key: K) => V) {
    super()
    this.#make = make
  }

  of(key: K): V {
    const value = this.get(key) ?? this.#make(key)
    this.set(key, value)
    return value
  }
}
