import * as fc from 'fast-check'
import { COMMANDS } from '../commands'
import { type SimulationOptions, simulate } from '../simulate'
import { DICE, type Operation } from './operations'

/** An operation as fast-check draws it: frequent kinds come often, and whatever fails shrinks to fewer and simpler ones. */
export function operationArbitrary(): fc.Arbitrary<Operation> {
  const kinds = [...COMMANDS.values()].map(({ kind, weight }) => ({ weight, arbitrary: fc.constant(kind) }))
  return fc.record({
    kind: fc.oneof(...kinds),
    dice: fc.array(
      fc.nat(2 ** 16 - 1).map((number) => number / 2 ** 16),
      { minLength: DICE, maxLength: DICE },
    ),
    pauseMs: fc.nat(20),
  })
}

/** Every history, under the settings and faults of every seed, keeps all promises. */
export function historyProperty(
  options: Omit<SimulationOptions, 'seed' | 'operations' | 'steps'> & { readonly maxSteps: number },
): fc.IAsyncProperty<[number, Operation[]]> {
  const { maxSteps, ...rest } = options
  const seeds = fc.noShrink(fc.nat(2 ** 31 - 1))
  const histories = fc.array(operationArbitrary(), { maxLength: maxSteps, size: 'max' })
  return fc.asyncProperty(seeds, histories, async (seed, operations) => {
    const { failure } = await simulate({ ...rest, seed, operations })
    if (failure !== undefined) throw failure.error
  })
}
