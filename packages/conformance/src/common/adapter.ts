import { type CapabilityName, type PortName, RULE_PREFIX, type Rule, ruleOf } from '../kit/rule'
import { ensure, ensureResolves } from '../kit/violation'

/** What every adapter owes besides its port. */
export function adapterRules<P extends PortName>(port: P): readonly Rule<P>[] {
  const rule = ruleOf(port)
  const prefix = RULE_PREFIX[port]
  return [
    rule({
      id: `${prefix}.adapter.name`,
      title: 'The adapter has a short name, the same for its life',
      why: 'Logs, metrics and reports group by it.',
      async run({ adapter }) {
        const { name } = adapter
        ensure(typeof name === 'string' && /^\S{1,64}$/.test(name), 'name has to be 1 to 64 characters without spaces')
        ensure(adapter.name === name, 'name has to stay the same')
      },
    }),
    rule({
      id: `${prefix}.close.idempotent`,
      title: 'close() may be called again, also while the first call is running',
      why: 'Several owners shut down at once; the second must not fail or hang.',
      async run({ adapter, time }) {
        const twice = ensureResolves(Promise.all([adapter.close(), adapter.close()]), 'close() twice at once')
        await time.settled(twice, 'two close() calls at once settle')
        await time.settled(ensureResolves(adapter.close(), 'a later close()'), 'a later close() settles')
      },
    }),
  ]
}

/** What every adapter declares about itself. */
export function capabilityRules<P extends PortName>(port: P, flags: readonly CapabilityName<P>[]): readonly Rule<P>[] {
  return [
    ruleOf(port)({
      id: `${RULE_PREFIX[port]}.capabilities.frozen`,
      title: 'Capabilities are frozen data, complete, and the same for the life of the adapter',
      why: 'The engine decides by them once, when it is built.',
      async run({ adapter }) {
        const { capabilities } = adapter
        ensure(Object.isFrozen(capabilities), 'capabilities have to be frozen')
        const declared = new Map<string, unknown>(Object.entries(capabilities))
        for (const flag of flags) ensure(typeof declared.get(flag) === 'boolean', `${flag} has to be true or false`)
        const again = Object.entries(adapter.capabilities)
        ensure(
          again.length === declared.size && again.every(([name, value]) => declared.get(name) === value),
          'capabilities have to stay the same',
        )
      },
    }),
  ]
}
