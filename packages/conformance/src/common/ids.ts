import { type ContextOf, type PortName, RULE_PREFIX, type Rule, ruleOf } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { AWKWARD_IDS, LONGEST_IDS } from './awkward-ids'
import type { Probe, Scope } from './probe'

/** No user or tenant can stand for another, whatever characters their ids are made of. */
export function idRules<P extends PortName>(port: P, probe: Probe<P>): readonly Rule<P>[] {
  const rule = ruleOf(port)
  const prefix = RULE_PREFIX[port]
  return [
    rule({
      id: `${prefix}.ids.any-characters`,
      title: 'User ids of any legal characters name distinct users and come back unchanged',
      why: 'An id with a separator, a brace or a prototype name in it would show one user what belongs to another.',
      async run(context) {
        const tenant = context.make.tenant()
        await checkDistinct(
          context,
          probe,
          AWKWARD_IDS.map((userId) => ({ tenant, userId })),
          2,
        )
      },
    }),
    rule({
      id: `${prefix}.ids.longest`,
      title: 'User ids of 256 bytes are told apart to their last byte',
      why: 'A key that is cut or padded makes two users one.',
      async run(context) {
        const tenant = context.make.tenant()
        await checkDistinct(
          context,
          probe,
          LONGEST_IDS.map((userId) => ({ tenant, userId })),
          LONGEST_IDS.length,
        )
      },
    }),
    rule({
      id: `${prefix}.tenants.isolated`,
      title: 'Data of two tenants never meets, whatever the tenants and users are called',
      why: 'One customer would read the data of another.',
      async run(context) {
        const tenant = context.make.tenant()
        const scopes = [
          { tenant, userId: 'a:b' },
          { tenant: `${tenant}:a`, userId: 'b' },
          { tenant: `${tenant}2`, userId: 'a:b' },
          { tenant, userId: 'b' },
          { tenant: `${tenant}:`, userId: 'a:b' },
          { tenant: `${tenant}__proto__`, userId: '__proto__' },
          { tenant: tenant.toUpperCase(), userId: 'a:b' },
        ]
        await checkDistinct(context, probe, scopes, scopes.length)
      },
    }),
  ]
}

/** Writes a share of the scopes in each round, and looks at all of them after it. */
async function checkDistinct<P extends PortName>(
  { adapter, make }: ContextOf<P>,
  probe: Probe<P>,
  scopes: readonly Scope[],
  rounds: number,
): Promise<void> {
  const facts = new Map<Scope, readonly string[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [index, scope] of scopes.entries()) {
      if (index % rounds === round) facts.set(scope, await probe.write(adapter, scope, make))
    }
    for (const scope of scopes) {
      const what = `facts about user ${JSON.stringify(scope.userId)} of tenant ${JSON.stringify(scope.tenant)}`
      ensureEqual(await probe.read(adapter, scope), facts.get(scope) ?? [], what)
    }
  }
}
