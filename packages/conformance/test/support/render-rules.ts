import type { PortName, Rule, RulesByPort } from '@feed-engine/conformance'

const HEADINGS: Readonly<Record<PortName, string>> = {
  postStore: 'PostStore',
  outbox: 'Outbox of a PostStore',
  graphStore: 'GraphStore',
  timelineCache: 'TimelineCache',
  eventBus: 'EventBus',
  keyValueCache: 'KeyValueCache',
  userDirectory: 'UserDirectory',
  signalStore: 'SignalStore',
  counterStore: 'CounterStore',
  writeBehind: 'CounterStore in front of an archive',
  counterArchive: 'CounterArchive',
}

/** RULES.md: every rule with its reason, by port. */
export function renderRules(rulesByPort: RulesByPort): string {
  const groups: readonly (readonly [string, readonly Rule[]])[] = Object.entries(rulesByPort)
  const count = groups.reduce((sum, [, rules]) => sum + rules.length, 0)
  const sections = groups.map(([port, rules]) => renderPort(HEADINGS[port as PortName], rules))
  return [
    '# Conformance rules\n',
    `The ${count} rules that adapters of \`@feed-engine/core\` are held to. A required rule cannot be switched off. A`,
    'rule with a condition is run where the adapter, or its test harness, meets the condition, and reported as skipped',
    'elsewhere. A broken optional rule is reported as unmet. This file is written from the rules themselves.\n',
    ...sections,
  ].join('\n')
}

function renderPort(heading: string, rules: readonly Rule[]): string {
  return `## ${heading}\n\n| rule | what holds | why | condition |\n|---|---|---|---|\n${rules.map(renderRule).join('')}`
}

function renderRule(rule: Rule): string {
  return `| \`${rule.id}\` | ${rule.title} | ${rule.why} | ${conditionOf(rule)} |\n`
}

function conditionOf({ level, requires, without, needs }: Rule): string {
  const conditions = [
    level === 'optional' ? 'optional' : undefined,
    requires === undefined ? undefined : `\`${requires}: true\``,
    without === undefined ? undefined : `\`${without}: false\``,
    needs === undefined ? undefined : `harness with \`${needs}\``,
  ]
  return conditions.filter((condition) => condition !== undefined).join(', ')
}
