import { describe, expect, test } from 'vitest'
import { parseOptions, UsageError } from '../src/options'

describe('flags', () => {
  test('have defaults', () => {
    const { profile, ...numbers } = parseOptions([])
    expect(profile.name).toBe('embedded')
    expect(numbers).toEqual({
      workers: 2,
      killWorker: false,
      users: 5_000,
      posts: 10_000,
      viewers: 200,
      limit: 20,
      seed: 1,
      json: false,
      help: false,
    })
  })

  test('have larger defaults for a graph file', () => {
    expect(parseOptions(['--graph', 'edges.txt'])).toMatchObject({ graph: 'edges.txt', posts: 30_000, viewers: 1_000 })
  })

  test('take values behind a space or an equals sign', () => {
    expect(parseOptions(['--users=10', '--seed', '0', '--threshold', '7', '--json'])).toMatchObject({
      users: 10,
      seed: 0,
      threshold: 7,
      json: true,
    })
  })

  test.each([
    [['--user', '5'], 'unknown flag --user, did you mean --users?'],
    [['--treshold=5'], 'unknown flag --treshold, did you mean --threshold?'],
    [['--__proto__'], /^unknown flag --__proto__/],
    [['-j'], /^unknown flag -j/],
    [['edges.txt'], 'unexpected argument: edges.txt'],
    [['--', '--users'], 'unexpected argument: --users'],
    [['--users'], '--users: needs a value'],
    [['--graph', ''], '--graph: needs a value'],
    [['--graph', '--json'], '--graph: needs a value'],
    [['--json=yes'], '--json: takes no value'],
    [['--seed', '1', '--seed', '2'], '--seed: given twice'],
    [['--users', '1'], '--users: has to be an integer in 2..1000000'],
    [['--users', '-5'], '--users: has to be an integer in 2..1000000'],
    [['--users', '1e3'], '--users: has to be an integer in 2..1000000'],
    [['--users', '10.5'], '--users: has to be an integer in 2..1000000'],
    [['--limit', '101'], '--limit: has to be an integer in 1..100'],
    [['--limit', '0'], '--limit: has to be an integer in 1..100'],
    [['--seed', '4294967296'], '--seed: has to be an integer in 0..4294967295'],
    [['--profile', 'huge'], /^--profile: has to be one of embedded, one-database, classic/],
    [['--workers', '3'], '--workers: embedded has no workers'],
    [['--kill-worker'], '--kill-worker: embedded has no workers'],
    [['--graph', 'edges.txt', '--users', '5'], '--users: the users come from --graph'],
  ])('%j is refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError)
    expect(() => parseOptions(args)).toThrow(message)
  })
})
