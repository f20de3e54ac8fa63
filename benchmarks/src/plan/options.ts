import { parseArgs } from 'node:util'
import { FeedError, invalidOption } from '@feed-engine/core'
import { givenQuantity, INPUT_NAMES, type InputName, inputNamed, type PlanInputs } from './inputs'
import { PRESETS } from './presets'
import type { Quantity } from './quantity/expression'
import { formatNumber } from './quantity/format-quantity'

export interface PlanOptions {
  readonly inputs: PlanInputs
  /** Replaces the measured size of an entry. */
  readonly bytesPerEntry?: number
  /** Path of the figures of a run. */
  readonly figures?: string
  readonly preset?: string
  readonly json: boolean
  readonly help: boolean
}

type Values = Partial<Record<InputName, number>>

const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, b: 1e9, t: 1e12 }

const BYTES_PER_ENTRY = { min: 1, max: 10_000 }

/** Largest author, unless one is named. */
const LARGEST_SHARE = 1 / 3
const LARGEST = 100e6

/** Reads the command line of the planner. Throws a `FeedError` that names flag and rule. */
export function parsePlanOptions(args: readonly string[]): PlanOptions {
  const { json, help, preset, figures, 'bytes-per-entry': bytesPerEntry, ...texts } = parse(args)
  const given = Object.fromEntries(
    INPUT_NAMES.flatMap((name) => (texts[name] === undefined ? [] : [[name, readInput(name, texts[name])]])),
  ) as Values
  return {
    inputs: completed(given, presetNamed(preset)),
    ...(bytesPerEntry === undefined
      ? {}
      : { bytesPerEntry: readNumber('bytes-per-entry', bytesPerEntry, BYTES_PER_ENTRY) }),
    ...(figures === undefined ? {} : { figures }),
    ...(preset === undefined ? {} : { preset }),
    json,
    help,
  }
}

/** Fills in what is not given, from the preset and the defaults, and refuses what cannot be true together. */
export function completed(given: Values, preset: Values = {}): PlanInputs {
  const values = { ...preset, ...given }
  const amountOf = (name: InputName): number => values[name] ?? inputNamed(name).otherwise ?? Number.NaN
  const accounts = amountOf('users') / amountOf('active-share')
  const largest = values['largest-author'] ?? Math.min(LARGEST, Math.max(1, accounts * LARGEST_SHARE))
  if (largest > accounts) throw invalidOption('--largest-author', 'has more followers than there are accounts')
  if (amountOf('mean-followers') >= largest) {
    throw invalidOption('--mean-followers', `has to be below the ${formatNumber(largest)} of the largest author`)
  }
  const fixed = Object.fromEntries(
    INPUT_NAMES.map((name) => [name, givenQuantity(name, name === 'largest-author' ? largest : amountOf(name))]),
  ) as Record<InputName, Quantity>
  const {
    'posts-per-user': postsPerUser,
    'posts-per-second': postsPerSecond,
    'reads-per-user': readsPerUser,
    'reads-per-second': readsPerSecond,
    ...others
  } = fixed
  const saidBySecond = (name: 'posts' | 'reads'): boolean => eitherWay(name, given, preset) === 'second'
  return {
    ...others,
    posts: saidBySecond('posts') ? postsPerSecond : postsPerUser,
    reads: saidBySecond('reads') ? readsPerSecond : readsPerUser,
  }
}

/** Which of two flags says how much there is; a flag of the command line wins over one of the preset. */
function eitherWay(name: 'posts' | 'reads', given: Values, preset: Values): 'user' | 'second' {
  const [user, second] = [`${name}-per-user`, `${name}-per-second`] as const
  if (given[user] !== undefined && given[second] !== undefined) {
    throw invalidOption(`--${user}, --${second}`, 'only one of them can be given')
  }
  if (given[user] !== undefined) return 'user'
  return given[second] === undefined && preset[second] === undefined ? 'user' : 'second'
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...(Object.fromEntries(INPUT_NAMES.map((name) => [name, text])) as Record<InputName, typeof text>),
        'bytes-per-entry': text,
        figures: text,
        preset: text,
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    const [rule = ''] = (error as Error).message.split('\n')
    throw new FeedError({ code: 'INVALID_OPTION', rule, cause: error })
  }
}

function presetNamed(name: string | undefined): Values {
  if (name === undefined) return {}
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
  if (preset === undefined) throw invalidOption('--preset', `has to be one of ${Object.keys(PRESETS).join(', ')}`)
  return preset
}

function readInput(name: InputName, text: string): number {
  return readNumber(name, text, inputNamed(name))
}

/** A number in digits, or with one of the suffixes k, M, G (or B) and T. */
function readNumber(
  flag: string,
  text: string,
  rule: { readonly min: number; readonly max: number; readonly integer?: true },
): number {
  const [, digits, suffix = ''] = /^(\d{1,15}(?:\.\d{1,15})?)([kmgbt]?)$/i.exec(text) ?? []
  const value = Number(digits) * (SUFFIXES[suffix.toLowerCase()] ?? 1)
  const { min, max, integer = false } = rule
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value
  const kind = integer ? 'an integer' : 'a number'
  throw invalidOption(`--${flag}`, `has to be ${kind} in ${formatNumber(min)}..${formatNumber(max)}`)
}

/** The flags, each with its default and meaning. */
export function planHelp(): string {
  const flags = INPUT_NAMES.map((name) => {
    const { otherwise, about } = inputNamed(name)
    return line(`--${name} N`, `${about}${otherwise === undefined ? '' : ` (${formatNumber(otherwise)})`}`)
  })
  return `Usage: feed-bench plan [flags]

Works out what a feed of a given size needs, with each step of the arithmetic, and compares it with the estimates that
design texts repeat.

Flags, with their defaults; numbers may end in k, M, G (or B) or T, powers of 1,000:
${flags.join('')}${line('--bytes-per-entry N', 'bytes of a cached entry (measured)')}\
${line('--figures FILE', 'takes what was measured from the JSON of a run of feed-bench')}\
${line('--preset NAME', `starts from ${Object.keys(PRESETS).join(' or ')}: the least and the most that design texts claim`)}\
${line('--json', 'the plan as JSON')}\
${line('--help', 'this text')}`
}

function line(flag: string, about: string): string {
  return `  ${flag.padEnd(28)}${about}\n`
}
