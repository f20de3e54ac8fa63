import { type Quantity, quantity } from './quantity/expression'

/** What is planned for, by flag. */
interface Input {
  /** Its name in formulas. */
  readonly name: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly integer?: true
  /** Absent: there is another way to say it, or it follows from others. */
  readonly otherwise?: number
  readonly about: string
}

export const INPUTS = {
  users: {
    name: 'daily users',
    unit: 'user',
    min: 1,
    max: 1e10,
    integer: true,
    otherwise: 10_000_000,
    about: 'people who read on a day: those whose timelines are open',
  },
  'active-share': {
    name: 'active share',
    unit: '1',
    min: 0.001,
    max: 1,
    otherwise: 1,
    about: 'share of the accounts that are daily users; the others are not pushed to',
  },
  'posts-per-user': {
    name: 'posts per user and day',
    unit: 'post/user/day',
    min: 1e-6,
    max: 1e4,
    otherwise: 0.5,
    about: 'posts of a daily user on a day',
  },
  'posts-per-second': {
    name: 'posts per second',
    unit: 'post/s',
    min: 1e-3,
    max: 1e9,
    about: 'the same, said for all users together',
  },
  'reads-per-user': {
    name: 'reads per user and day',
    unit: 'read/user/day',
    min: 1e-6,
    max: 1e5,
    otherwise: 20,
    about: 'pages that a daily user reads on a day',
  },
  'reads-per-second': {
    name: 'reads per second',
    unit: 'read/s',
    min: 1e-3,
    max: 1e9,
    about: 'the same, said for all users together',
  },
  peak: {
    name: 'peak factor',
    unit: '1',
    min: 1,
    max: 100,
    otherwise: 2,
    about: 'busiest second divided by the mean one',
  },
  'mean-followers': {
    name: 'mean followers',
    unit: 'follower/post',
    min: 1e-3,
    max: 1e6,
    otherwise: 200,
    about: "followers of a post's author, on average",
  },
  exponent: {
    name: 'tail exponent',
    unit: '1',
    min: 1.01,
    max: 5,
    otherwise: 1.25,
    about: 'tail of follower counts: the share of authors with n or more falls as n to the minus this',
  },
  'largest-author': {
    name: 'largest author',
    unit: 'follower/post',
    min: 1,
    max: 1e10,
    about: 'followers of the most followed one (a third of the accounts, 100M at most)',
  },
  'pull-from': {
    name: 'pull threshold',
    unit: 'follower/post',
    min: 1,
    max: 1e10,
    otherwise: 10_000,
    about: 'followers from which on an author is pulled',
  },
  'cache-length': {
    name: 'cache length',
    unit: 'entry/timeline',
    min: 1,
    max: 10_000,
    integer: true,
    otherwise: 500,
    about: 'entries that a cached timeline keeps',
  },
  replicas: {
    name: 'copies of a timeline',
    unit: '1',
    min: 1,
    max: 10,
    integer: true,
    otherwise: 2,
    about: 'copies of each cached timeline in a region, the master’s included',
  },
  regions: {
    name: 'regions',
    unit: '1',
    min: 1,
    max: 50,
    integer: true,
    otherwise: 1,
    about: 'places that each hold everything',
  },
  'redis-memory': {
    name: 'memory of a Redis node',
    unit: 'byte/node',
    min: 1e6,
    max: 1e13,
    otherwise: 64e9,
    about: 'bytes of a Redis node that may hold data: leave some for forks and clients',
  },
  utilization: {
    name: 'utilization',
    unit: '1',
    min: 0.01,
    max: 1,
    otherwise: 0.5,
    about: 'share of its measured rate that a core or process is planned for at the peak',
  },
  'page-size': {
    name: 'posts on a page',
    unit: 'post/read',
    min: 1,
    max: 100,
    integer: true,
    otherwise: 20,
    about: 'posts on a page',
  },
  'body-bytes': {
    name: 'body',
    unit: 'byte/post',
    min: 1,
    max: 65_536,
    otherwise: 300,
    about: 'encoded bytes of a body; media are elsewhere',
  },
  'chunk-size': {
    name: 'chunk size',
    unit: 'follower/chunk',
    min: 1,
    max: 100_000,
    integer: true,
    otherwise: 1_000,
    about: 'followers in a fan-out task',
  },
  'retention-days': {
    name: 'retention',
    unit: 'day',
    min: 1,
    max: 36_500,
    otherwise: 3_650,
    about: 'days that posts are kept',
  },
  'store-copies': {
    name: 'copies of a post',
    unit: '1',
    min: 1,
    max: 10,
    integer: true,
    otherwise: 3,
    about: 'copies of a post in Cassandra, and of an event in Kafka, in a region',
  },
  'disk-per-node': {
    name: 'disk of a Cassandra node',
    unit: 'byte/node',
    min: 1e9,
    max: 1e15,
    otherwise: 2e12,
    about: 'bytes of disk of a Cassandra node',
  },
  'disk-fill': {
    name: 'fill of a disk',
    unit: '1',
    min: 0.05,
    max: 1,
    otherwise: 0.5,
    about: 'share of a disk that may hold data: compaction needs the rest',
  },
  'partitions-per-worker': {
    name: 'partitions per worker',
    unit: 'partition/worker',
    min: 1,
    max: 100,
    otherwise: 2,
    about: 'room to grow: as many workers as partitions can be at work',
  },
} as const satisfies Readonly<Record<string, Input>>

export type InputName = keyof typeof INPUTS

/** Those that are needed whatever else is said. */
type FixedInput = Exclude<InputName, 'posts-per-user' | 'posts-per-second' | 'reads-per-user' | 'reads-per-second'>

export interface PlanInputs extends Readonly<Record<FixedInput, Quantity>> {
  /** In `post/user/day` or `post/s`. */
  readonly posts: Quantity
  /** In `read/user/day` or `read/s`. */
  readonly reads: Quantity
}

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[]

export function inputNamed(name: InputName): Input {
  return INPUTS[name]
}

export function givenQuantity(name: InputName, value: number): Quantity {
  return quantity(INPUTS[name].name, value, INPUTS[name].unit)
}
