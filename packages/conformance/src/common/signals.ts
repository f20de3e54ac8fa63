import { getEventListeners } from 'node:events'
import type { Fixtures } from '../kit/fixtures'
import { type HarnessByPort, type PortName, RULE_PREFIX, type Rule, ruleOf } from '../kit/rule'
import { ensureEqual, ensureRejects, ensureResolves } from '../kit/violation'
import type { Calls } from './calls'

type CallsOf<P extends PortName> = (adapter: HarnessByPort[P]['adapter'], make: Fixtures) => Calls

/** The second parameter of every method. */
export function signalRules<P extends PortName>(port: P, callsOf: CallsOf<P>): readonly Rule<P>[] {
  const rule = ruleOf(port)
  const prefix = RULE_PREFIX[port]
  return [
    rule({
      id: `${prefix}.signal.aborted`,
      title: 'A call whose signal has aborted already rejects with ABORTED',
      why: 'Work for a caller who has gone away takes room from those who wait.',
      async run({ adapter, make, time }) {
        const signal = AbortSignal.abort()
        for (const [name, call] of Object.entries(callsOf(adapter, make))) {
          await time.settled(
            ensureRejects(call({ signal }), 'ABORTED', `${name} under an aborted signal`),
            `${name} settles`,
          )
        }
      },
    }),
    rule({
      id: `${prefix}.signal.released`,
      level: 'optional',
      title: 'A call leaves no listener on its signal',
      why: 'Signals of long-lived workers would collect listeners for ever.',
      async run({ adapter, make, time }) {
        const { signal } = new AbortController()
        for (const [name, call] of Object.entries(callsOf(adapter, make))) {
          await time.settled(call({ signal, deadlineMs: 60_000 }), `${name} settles`)
          ensureEqual(getEventListeners(signal, 'abort').length, 0, `listeners left on the signal by ${name}`)
        }
      },
    }),
    rule({
      id: `${prefix}.deadline.generous`,
      title: 'A call with an open signal and a deadline far away does what it does without them',
      why: 'The engine gives both to every call.',
      async run({ adapter, make, time }) {
        const { signal } = new AbortController()
        for (const [name, call] of Object.entries(callsOf(adapter, make))) {
          const what = `${name} with an open signal and a deadline far away`
          await time.settled(ensureResolves(call({ signal, deadlineMs: 60_000 }), what), `${name} settles`)
        }
      },
    }),
  ]
}
