import { rules, rulesByPort } from '@feed-engine/conformance'
import { describe, expect, it } from 'vitest'
import { mutants } from './mutants'
import { renderRules } from './support/render-rules'

const PREFIX = {
  postStore: 'posts',
  outbox: 'outbox',
  graphStore: 'graph',
  timelineCache: 'timelines',
  eventBus: 'events',
  keyValueCache: 'values',
  userDirectory: 'users',
  signalStore: 'signals',
  counterStore: 'counters',
  writeBehind: 'behind',
  counterArchive: 'archive',
}

describe('the rules', () => {
  it('have ids of their own, beginning with their port', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    for (const { id, port } of rules) expect(id).toMatch(new RegExp(`^${PREFIX[port]}(\\.[a-zA-Z]+(-[a-zA-Z]+)*)+$`))
  })

  it('are listed under their own port', () => {
    for (const [port, list] of Object.entries(rulesByPort)) for (const rule of list) expect(rule.port).toBe(port)
  })

  it('say in a sentence each what holds and why', () => {
    for (const { title, why } of rules) {
      expect(title).toMatch(/^\S.{10,150}[^.\s]$/)
      expect(why).toMatch(/^\S.{10,150}\.$/)
    }
  })

  it('are each needed: without any one of them some mutant would live', () => {
    const named = new Set(mutants.flatMap(({ killedBy }) => killedBy))
    expect(rules.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([])
  })

  it('are all in RULES.md, which `vitest run packages/conformance -u` writes', async () => {
    await expect(renderRules(rulesByPort)).toMatchFileSnapshot('../RULES.md')
  })
})

describe('the mutants', () => {
  it('name rules that exist, of their own port', () => {
    for (const { port, killedBy } of mutants) {
      const ids = rulesByPort[port].map(({ id }) => id)
      for (const id of killedBy) expect(ids).toContain(id)
    }
  })
})
