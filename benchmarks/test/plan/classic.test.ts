import { describe, expect, test } from 'vitest'
import { compare } from '../../src/plan/classic/compare'
import { contradictions } from '../../src/plan/classic/contradictions'
import { DOCUMENTED_FACTS } from '../../src/plan/facts/documented-facts'
import { completed } from '../../src/plan/options'
import { quantity } from '../../src/plan/quantity/expression'
import { step } from '../../src/plan/quantity/step'
import { written } from './written'

const basis = { inputs: completed({}), facts: DOCUMENTED_FACTS }

describe('the estimates of design texts', () => {
  test('contradict themselves, but for one', () => {
    const found = contradictions(basis).map(({ title, factor, agree }) => [title, Number(factor.toPrecision(3)), agree])
    expect(found).toEqual([
      ['Posts per second against users', 50, false],
      ['Reads per second against users', 103, false],
      ['Reads against posts', 48.3, false],
      ['Memory of a timeline against its entries', 1, true],
      ['Memory of a timeline against the sorted set that it is planned as', 7.45, false],
      ['Cache nodes against memory', 3, false],
      ['Cache nodes against sorted sets', 7.45, false],
      ['Cache nodes against pushes', 6.18, false],
      ['Data per day against data of ten years', 6.95, false],
      ['Data per day against posts', 83.3, false],
    ])
  })

  test('are not said to contradict what would agree with them', () => {
    const sortedSetSize = { ...DOCUMENTED_FACTS.sortedSetSize, value: 9_000 }
    const found = contradictions({ ...basis, facts: { ...DOCUMENTED_FACTS, sortedSetSize } })
    const agreeing = found.filter(({ agree }) => agree)
    expect(agreeing.map(({ title }) => title)).toEqual([
      'Memory of a timeline against its entries',
      'Memory of a timeline against the sorted set that it is planned as',
      'Cache nodes against sorted sets',
    ])
    expect(new Set(agreeing.map(({ finding }) => finding))).toEqual(new Set(['These agree.']))
  })

  test('are compared in the same unit, by the nearer end', () => {
    const estimate = { name: 'nodes', unit: 'node', low: 10, high: 20 }
    const against = (value: number) => compare(estimate, step('nodes', 'node', quantity('nodes', value, 'node')))
    expect(against(5)).toMatchObject({ verdict: 'below', factor: 0.5 })
    expect(against(10)).toMatchObject({ verdict: 'within', factor: 1 })
    expect(against(20)).toMatchObject({ verdict: 'within', factor: 1 })
    expect(against(30)).toMatchObject({ verdict: 'above', factor: 1.5 })
    expect(() => compare({ ...estimate, unit: 'byte' }, against(5).planned)).toThrow(TypeError)
  })
})

test('the classic preset comes to what it came to before', async () => {
  const { stdout } = await written('--preset', 'classic')
  const results = stdout.split('\n').filter((line) => /^ {2}\S/.test(line))
  expect(results.slice(results.findIndex((line) => line.startsWith('  accounts')))).toMatchInlineSnapshot(`
    [
      "  accounts                              300,000,000 users",
      "  posts per second                      1,200 posts/s",
      "  posts per day                         103,680,000 posts/day",
      "  posts of a user                       0.3456 posts/user/day",
      "  peak posts                            2,400 posts/s",
      "  reads per second                      58,000 reads/s",
      "  reads of a user                       16.7 reads/user/day",
      "  peak reads                            116,000 reads/s",
      "  peak reads of a region                116,000 reads/s",
      "  reads per post                        48.33 reads/post",
      "  smallest author (L)                   41.04 followers/post",
      "  followers pushed to                   153.3 followers/post",
      "  share of posts that are pulled        0.001039",
      "  share of follows that are pushed      0.7663",
      "  entries per post                      153.3 entries/post",
      "  peak pushes                           367,820 entries/s",
      "  workers of a region                   2 workers",
      "  longest push of a post, by one worker  0.02494 s·workers/post",
      "  events per post                       1.153 events/post",
      "  peak events                           2,768 events/s",
      "  partitions of a topic                 4 partitions",
      "  written by brokers                    1.918 MB/s",
      "  bytes of a timeline                   9.36 kB/timeline",
      "  open timelines                        300,000,000 timelines",
      "  memory of one copy                    2.808 TB",
      "  memory of all copies                  5.616 TB",
      "  masters for memory                    44 nodes",
      "  busy cores of a region                5.557 cores",
      "  masters for work                      12 nodes",
      "  Redis masters of a region             44 nodes",
      "  Redis nodes of all regions            88 nodes",
      "  processes that serve pages            61 processes",
      "  into Redis, per copy                  18.39 MB/s",
      "  out of Redis, timelines               123.8 MB/s",
      "  bytes of an item                      509 B/post",
      "  to readers, without media             1.181 GB/s",
      "  to readers in bits                    9.447 Gbit/s",
      "  bytes of a post                       595 B/post",
      "  new data per day, one copy            61.69 GB/day",
      "  posts of the retention, one copy      225.2 TB",
      "  Cassandra disk of a region            675.5 TB",
      "  Cassandra disk of all regions         675.5 TB",
      "  usable of a node                      1 TB/node",
      "  Cassandra nodes of all regions        676 nodes",
      "  follows                               60,000,000,000 follows",
      "  PostgreSQL, the graph                 19.5 TB",
      "  PostgreSQL, with the posts too        244.7 TB",
      "  connections at work in a region       34.8 connections",
      "  daily users                           300,000,000 users           within: 300,000,000 users to 500,000,000 users",
      "  posts per second                      1,200 posts/s               within: 1,200 posts/s to 100,000 posts/s",
      "  reads per second                      58,000 reads/s              within: 58,000 reads/s to 100,000 reads/s",
      "  reads per second of the largest claims  116,000 reads/s             below, 0.0116×: 10,000,000 reads/s",
      "  memory of a timeline                  9.36 kB/timeline            above, 1.17×: 8 kB/timeline",
      "  cache nodes                           88 nodes                    above, 2.256×: 13 nodes to 39 nodes",
      "  new data per day                      61.69 GB/day                below, 0.001028×: 60 TB/day",
      "  data of ten years                     225.2 TB                    below, 0.007148×: 31.5 PB",
      "  Posts per second against users: 50× apart",
      "  Reads per second against users: 103.4× apart",
      "  Reads against posts: 48.33× apart",
      "  Memory of a timeline against its entries: agree",
      "  Memory of a timeline against the sorted set that it is planned as: 7.45× apart",
      "  Cache nodes against memory: 3× apart",
      "  Cache nodes against sorted sets: 7.45× apart",
      "  Cache nodes against pushes: 6.179× apart",
      "  Data per day against data of ten years: 6.952× apart",
      "  Data per day against posts: 83.33× apart",
    ]
  `)
})
