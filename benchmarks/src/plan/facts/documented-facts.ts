import { quantity } from '../quantity/expression'
import type { Fact, Facts } from './facts'

const PUSHES = 'one Redis 7.0 core, one Node process, ioredis, 1,000 followers a batch, timelines of 500 after churn'
const POSTGRES = 'tables and indexes of the PostgreSQL adapter'

/** Milliseconds of a Node process: a warm read by hand at 32 in flight, and the relations query that it lacks. */
const WARM_READ_MS = 1_000 / 10_000
const RELATIONS_CPU_MS = 0.16

/** What this project measured and wrote down: for plans made without figures of one's own machines. */
export const DOCUMENTED_FACTS: Facts = {
  pushRate: fact('pushes of a Redis core', 401_000, 'entry/s/core', `packed timelines in one script: ${PUSHES}`),
  workerRate: fact('pushes of a worker', 401_000, 'entry/s/worker', `the process in the same run: ${PUSHES}`),
  entrySize: fact('bytes of an entry', 9_360 / 500, 'byte/entry', `9,360 bytes ÷ 500 entries: ${PUSHES}`),
  timelineReads: fact(
    'timeline reads of a Redis core',
    25_000,
    'read/s/core',
    'packed timelines of 500, read whole and sorted in the client: 25,000 to 34,000',
  ),
  pageReads: fact(
    'page reads of a process',
    1_000 / (WARM_READ_MS + RELATIONS_CPU_MS),
    'read/s/process',
    'a warm page by raw commands, 10,000/s at 32 in flight, and 0.16 ms for the relations to 30 authors',
  ),
  relationsTime: fact(
    'relations query',
    0.0003,
    'connection·s/read',
    'the relations to 30 authors in one query of PostgreSQL',
  ),
  pushTraffic: fact(
    'bytes of a push',
    50,
    'byte/entry',
    'sent by the Redis adapter per follower, owners of 12 characters, 1,000 a batch; counted at the socket',
  ),
  readTraffic: fact(
    'bytes of a timeline read',
    1_067,
    'byte/read',
    '40 entries received by the Redis adapter; counted at the socket',
  ),
  eventSize: fact('bytes of an event', 231, 'byte/event', 'a published post, encoded, ids of 12 to 19 characters'),
  postOverhead: fact(
    'stored beside a body',
    295,
    'byte/post',
    `606 bytes a post with a body of 311: ${POSTGRES}; taken for Cassandra too`,
  ),
  itemOverhead: fact('sent beside a body', 209, 'byte/post', 'an item of 520 bytes as JSON with a body of 311'),
  followSize: fact('bytes of a follow', 325, 'byte/follow', `8,000 follows: ${POSTGRES}`),
  sortedSetSize: fact('bytes of a sorted set', 59_600, 'byte/timeline', `ZADD and ZREMRANGEBYRANK: ${PUSHES}`),
  sortedSetPushRate: fact(
    'pushes of a Redis core into sorted sets',
    83_000,
    'entry/s/core',
    `a pipeline of ZADD and ZREMRANGEBYRANK: ${PUSHES}`,
  ),
}

function fact(name: string, value: number, unit: string, source: string): Fact {
  return { ...quantity(name, value, unit), origin: 'documents', source }
}
