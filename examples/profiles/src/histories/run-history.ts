import { randomBytes } from 'node:crypto'
import {
  type PushStores,
  RealTime,
  type Settings,
  type SharedStores,
  type SimulationResult,
  settingsOf,
  simulate,
} from '@feed-engine/simulation'
import { dropKeys } from '../profiles/drop-keys'
import type { Deployment, Profile } from '../profiles/profile'
import type { Addresses } from '../servers/addresses'

export interface HistoryOptions {
  readonly profile: Profile
  readonly addresses: Addresses
  readonly seed: number
  readonly steps: number
  /** How many times shorter outages and pauses are than they say. @defaultValue 10 */
  readonly haste?: number
  readonly keepTrace?: boolean
}

/** Sets of connections beyond which the processes of a history share them. */
const MOST_SETS = 3

/** Long enough for a machine with too much to do: calls that are meant to hang do so for less. */
const DEADLINE_MS = 15_000

/** Short enough to wait for what a dead process held. */
const LONGEST_ACK_TIMEOUT_MS = 2_000

/** Runs a history of random operations and faults on the real stores of a profile, and removes its data. */
export async function runHistory(options: HistoryOptions): Promise<SimulationResult> {
  const { profile, addresses, seed, steps, haste, keepTrace = false } = options
  const settings = realistic(seed)
  const namespace = `history_${seed}_${randomBytes(5).toString('hex')}`
  const sets = Math.min(MOST_SETS, settings.apis + settings.workers)
  const deployments = await open(profile, addresses, namespace, sets)
  try {
    const stores = shared(deployments, profile, addresses, namespace)
    const time = new RealTime(haste === undefined ? {} : { haste })
    return await simulate({ seed, steps, settings, keepTrace, host: { stores, time } })
  } finally {
    await deployments[0]?.remove()
  }
}

/** Settings of a seed, for servers that take their time and for people who have little. */
function realistic(seed: number): Settings {
  const settings = settingsOf(seed)
  return {
    ...settings,
    deadlineMs: DEADLINE_MS,
    ackTimeoutMs: Math.min(settings.ackTimeoutMs, LONGEST_ACK_TIMEOUT_MS),
  }
}

/** One after the other: all want to prepare the same schema. In memory there is one, since nothing can be shared. */
async function open(
  profile: Profile,
  addresses: Addresses,
  namespace: string,
  count: number,
): Promise<readonly Deployment[]> {
  const deployments: Deployment[] = []
  const ways = profile.needs.length === 0 ? 1 : count
  for (let opened = 0; opened < ways; opened++) deployments.push(await profile.open(addresses, namespace))
  return deployments
}

function shared(
  deployments: readonly Deployment[],
  profile: Profile,
  addresses: Addresses,
  namespace: string,
): SharedStores {
  const [first, ...others] = deployments.map(({ stores }) => pushing(stores, profile))
  if (first === undefined) throw new RangeError('a history needs stores')
  return {
    sets: [first, ...others],
    loseTimelines: () => loseKeys(profile, addresses, namespace),
    async close() {
      for (const deployment of deployments) await deployment.close()
    },
  }
}

function pushing({ timelines, bus, ...truth }: Deployment['stores'], { name }: Profile): PushStores {
  if (timelines === undefined || bus === undefined) throw new TypeError(`${name} has no timelines or no bus`)
  return { ...truth, timelines, bus }
}

/** A Redis that comes back empty; the other caches lose nothing behind the engine's back. */
async function loseKeys({ needs }: Profile, addresses: Addresses, namespace: string): Promise<void> {
  if (needs.includes('redis')) await dropKeys([addresses.redis], `${namespace}:`)
  if (needs.includes('redisCluster')) await dropKeys(addresses.redisCluster.nodes, `${namespace}:`)
}
