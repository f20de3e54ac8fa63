import { over, type Quantity, quantity, times } from '../quantity/expression'
import { type Step, step } from '../quantity/step'
import {
  type Basis,
  CORE_PER_NODE,
  ENTRY_PER_FOLLOWER,
  SECONDS_PER_DAY,
  TEN_YEARS,
  TIMELINE_PER_USER,
} from '../steps/basis'
import { ESTIMATES, type Estimate } from './estimates'

/** Two figures that ought to agree: claims of design texts, or what follows from them, or what was measured. */
export interface Contradiction {
  readonly title: string
  /** Both, with their arithmetic. */
  readonly steps: readonly Step[]
  /** The larger of the two divided by the smaller one. */
  readonly factor: number
  /** Whether they agree, as far as round figures can. */
  readonly agree: boolean
  /** One sentence on what it means. */
  readonly finding: string
}

/** Round figures within this factor of each other agree. */
const ROUNDING = 1.25

/** Where the estimates of design texts do not fit each other, and where they do. */
export function contradictions({ facts, inputs }: Basis): readonly Contradiction[] {
  return [
    postsAgainstUsers(),
    readsAgainstUsers(),
    readsAgainstPosts(),
    timelineAgainstEntries(),
    timelineAgainstSortedSet(facts.sortedSetSize),
    nodesAgainstEachOther(),
    nodesAgainstSortedSets(facts.sortedSetSize),
    nodesAgainstPushes(facts.sortedSetPushRate, inputs['mean-followers']),
    daysAgainstYears(),
    bytesAgainstPosts(),
  ]
}

function postsAgainstUsers(): Contradiction {
  return compared('Posts per second against users', {
    one: perUserAndDay('posts of a user, least claim', 'post', least(ESTIMATES.posts), least(ESTIMATES.users)),
    other: perUserAndDay('posts of a user, largest claim', 'post', most(ESTIMATES.posts), most(ESTIMATES.users)),
    otherwise: 'By the largest claim every user, those who only read included, posts more than a dozen times a day.',
  })
}

function readsAgainstUsers(): Contradiction {
  return compared('Reads per second against users', {
    one: perUserAndDay('reads of a user, least claim', 'read', least(ESTIMATES.reads), least(ESTIMATES.users)),
    other: perUserAndDay('reads of a user, largest claim', 'read', most(ESTIMATES.peakReads), most(ESTIMATES.users)),
    otherwise: 'By the largest claim every user opens a page each minute, day and night: it counts something else.',
  })
}

function readsAgainstPosts(): Contradiction {
  return compared('Reads against posts', {
    one: step('reads per post, least claims', 'read/post', over(least(ESTIMATES.reads), least(ESTIMATES.posts))),
    other: step('reads per post, large claims', 'read/post', over(most(ESTIMATES.reads), most(ESTIMATES.posts))),
    otherwise: 'Feeds are said to be read far more than written to; the large claims make it one read for each post.',
  })
}

function timelineAgainstEntries(): Contradiction {
  return compared('Memory of a timeline against its entries', {
    one: step('timeline as claimed', 'byte/timeline', least(ESTIMATES.timeline)),
    other: step('entries × bytes', 'byte/timeline', times(least(ESTIMATES.entries), least(ESTIMATES.entry))),
    otherwise: 'The size of a timeline is not that of its entries.',
  })
}

function timelineAgainstSortedSet(sortedSet: Quantity): Contradiction {
  return compared('Memory of a timeline against the sorted set that it is planned as', {
    one: step('timeline as claimed', 'byte/timeline', least(ESTIMATES.timeline)),
    other: step('timeline as measured', 'byte/timeline', sortedSet),
    otherwise: 'A sorted set takes several times what is planned for: its members are not the only thing it holds.',
  })
}

function nodesAgainstEachOther(): Contradiction {
  return compared('Cache nodes against memory', {
    one: bytesPerNode('claimed bytes on each of the fewest nodes', least(ESTIMATES.timeline), least(ESTIMATES.nodes)),
    other: bytesPerNode('claimed bytes on each of the most nodes', least(ESTIMATES.timeline), most(ESTIMATES.nodes)),
    otherwise:
      'The most nodes could hold the memory of the fewest in three copies: a claim has to say which it counts.',
  })
}

function nodesAgainstSortedSets(sortedSet: Quantity): Contradiction {
  return compared('Cache nodes against sorted sets', {
    one: bytesPerNode('claimed bytes on each of the fewest nodes', least(ESTIMATES.timeline), least(ESTIMATES.nodes)),
    other: bytesPerNode('sorted sets on each of the fewest nodes', sortedSet, least(ESTIMATES.nodes)),
    otherwise: 'In the structure that the same texts use the timelines do not fit into the nodes that they count.',
  })
}

function nodesAgainstPushes(rate: Quantity, followers: Quantity): Contradiction {
  return compared('Cache nodes against pushes', {
    one: step('pushes that the most nodes take', 'entry/s', times(most(ESTIMATES.nodes), CORE_PER_NODE, rate)),
    other: step('pushes to all followers', 'entry/s', times(most(ESTIMATES.posts), followers, ENTRY_PER_FOLLOWER)),
    otherwise: 'Nodes that are counted by memory alone are not those that the pushes of the largest claim need.',
  })
}

function daysAgainstYears(): Contradiction {
  return compared('Data per day against data of ten years', {
    one: step('a day as claimed', 'byte/day', least(ESTIMATES.perDay)),
    other: step('a day of ten years', 'byte/day', over(least(ESTIMATES.tenYears), TEN_YEARS)),
    otherwise: 'At what a day is said to bring, ten years would come to many times what they are said to come to.',
  })
}

function bytesAgainstPosts(): Contradiction {
  const perPost = (name: string, posts: Quantity): Step =>
    step(name, 'byte/post', over(least(ESTIMATES.perDay), times(posts, SECONDS_PER_DAY)))
  return compared('Data per day against posts', {
    one: perPost('bytes of a post, least claim of posts', least(ESTIMATES.posts)),
    other: perPost('bytes of a post, largest claim of posts', most(ESTIMATES.posts)),
    otherwise: 'Either way it is far more than text: media are counted in, and no claim says how many.',
  })
}

function perUserAndDay(name: string, counted: string, perSecond: Quantity, users: Quantity): Step {
  return step(name, `${counted}/user/day`, over(times(perSecond, SECONDS_PER_DAY), users))
}

function bytesPerNode(name: string, timeline: Quantity, nodes: Quantity): Step {
  return step(name, 'byte/node', over(times(least(ESTIMATES.users), TIMELINE_PER_USER, timeline), nodes))
}

function least({ name, unit, low, high }: Estimate): Quantity {
  return quantity(low === high ? name : `least ${name}`, low, unit)
}

function most({ name, unit, low, high }: Estimate): Quantity {
  return quantity(low === high ? name : `most ${name}`, high, unit)
}

function compared(
  title: string,
  parts: { readonly one: Step; readonly other: Step; readonly otherwise: string },
): Contradiction {
  const { one, other, otherwise } = parts
  const factor = Math.max(one.value, other.value) / Math.min(one.value, other.value)
  const agree = factor <= ROUNDING
  return { title, steps: [one, other], factor, agree, finding: agree ? 'These agree.' : otherwise }
}
