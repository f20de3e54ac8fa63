import { type Adapter, type PositionWidth, systemTimers } from '@feed-engine/core'
import { Fixtures } from './kit/fixtures'
import type { Harness, OpenParams } from './kit/harness'
import { propertyChecker } from './kit/property'
import { deriveSeed, seededRandom } from './kit/random'
import type { HarnessByPort, PortName, Rule } from './kit/rule'
import { timeOf } from './kit/time'
import { RuleViolation } from './kit/violation'

const CLOSE_DEADLINE_MS = 10_000

export interface RunRuleOptions {
  /** Makes the data: the same seed gives the same positions, bytes and property values. */
  readonly seed: number
  /** @defaultValue 16 */
  readonly width?: PositionWidth
  /** Generated values per property-based check. @defaultValue 20 */
  readonly runs?: number
}

/**
 * - `passed`
 * - `failed`: a required rule was broken.
 * - `unmet`: an optional rule was broken.
 * - `skipped`: the rule does not apply to what the adapter declares.
 */
export type RuleOutcome =
  | { readonly status: 'passed' }
  | { readonly status: 'failed' | 'unmet'; readonly error: unknown }
  | { readonly status: 'skipped'; readonly reason: string }

/** Opens an adapter, runs one rule against it, and closes it. A broken rule is an outcome, not an exception. */
export async function runRule<P extends PortName>(
  rule: Rule<P>,
  open: (params: OpenParams) => Promise<HarnessByPort[P]>,
  options: RunRuleOptions,
): Promise<RuleOutcome> {
  const width = options.width ?? 16
  const harness = await open({ width })
  const reason = reasonToSkip(rule, harness)
  if (reason !== undefined) {
    await closeInTime(harness)
    return { status: 'skipped', reason }
  }
  const error = await violationOf(rule, harness, { ...options, width })
  const closing = await closeInTime(harness).catch((cause: unknown) => ({ cause }))
  const broken = error ?? closing
  if (broken === undefined) return { status: 'passed' }
  return { status: rule.level === 'required' ? 'failed' : 'unmet', error: broken.cause }
}

/** What the rule threw, if it did. */
async function violationOf<P extends PortName>(
  rule: Rule<P>,
  harness: HarnessByPort[P],
  options: RunRuleOptions & { readonly width: PositionWidth },
): Promise<{ readonly cause: unknown } | undefined> {
  const { width, runs = 20 } = options
  const seed = deriveSeed(options.seed, `${rule.id}/${width}`)
  const random = seededRandom(seed)
  const cleanUps: (() => void)[] = []
  try {
    await rule.run({
      adapter: harness.adapter,
      harness,
      width,
      make: new Fixtures({ width, random, unique: uniqueName() }),
      time: timeOf(harness),
      random,
      atEnd: (cleanUp) => cleanUps.push(cleanUp),
      check: propertyChecker({ seed, runs }),
    })
    return undefined
  } catch (cause) {
    return { cause }
  } finally {
    for (const cleanUp of cleanUps) cleanUp()
  }
}

/** A close that hangs must not hide what went wrong before. */
function closeInTime(harness: Harness<Adapter>): Promise<undefined> {
  return new Promise((resolve, reject) => {
    const late = new RuleViolation(`the harness did not close within ${CLOSE_DEADLINE_MS} ms`)
    const timer = systemTimers.setTimeout(() => reject(late), CLOSE_DEADLINE_MS)
    harness
      .close()
      .then(() => resolve(undefined), reject)
      .finally(() => systemTimers.clearTimeout(timer))
  })
}

function reasonToSkip<P extends PortName>(rule: Rule<P>, harness: HarnessByPort[P]): string | undefined {
  const { adapter } = harness
  const declared = new Map<string, unknown>('capabilities' in adapter ? Object.entries(adapter.capabilities) : [])
  if (rule.requires !== undefined && declared.get(rule.requires) === false) return `declares ${rule.requires}: false`
  if (rule.without !== undefined && declared.get(rule.without) !== false) return `declares ${rule.without}: true`
  if (rule.needs !== undefined && !(rule.needs in harness)) return `the harness has no ${rule.needs}`
  return undefined
}

function uniqueName(): string {
  return globalThis.crypto.randomUUID().slice(0, 13)
}
