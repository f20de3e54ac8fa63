import { rm } from 'node:fs/promises'
import type { HostPort } from './connections'
import { docker, dockerAnswers, redisHost, runRedis } from './docker'
import { freePort } from './network'
import { folderOf } from './paths'
import { HOST } from './ports'
import { bringUp, kill, signal } from './processes'
import { answersPing, redisArguments, redisProcess } from './redis'
import { until } from './until'

const ANSWERS_WITHIN_MS = 60_000

export interface StartRedisOptions {
  /** @defaultValue one that is free */
  readonly port?: number

  /** The Redis to follow: a private one, or that of `inject('connections')`. */
  readonly replicaOf?: HostPort

  /** More of its settings, such as `['--appendonly', 'yes']`. Nothing is kept by default. */
  readonly settings?: readonly string[]
}

/** A Redis of one test, which may do with it what it likes. */
export interface PrivateRedis extends HostPort {
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>

  /** Starts it again after `kill`, with what it had kept on disk; resolves when it answers. */
  restart(): Promise<void>

  /** Leaves its connections open and answers nothing, until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>

  /** Ends it and removes what it kept. */
  stop(): Promise<void>
}

/** Starts a Redis, and resolves when it answers. A replica may not be in sync yet. */
export async function startRedis(options: StartRedisOptions = {}): Promise<PrivateRedis> {
  const port = options.port ?? (await freePort())
  return dockerAnswers() ? startContainer(port, options) : startProcess(port, options)
}

async function startProcess(port: number, { replicaOf, settings = [] }: StartRedisOptions): Promise<PrivateRedis> {
  const folder = folderOf('redis', `private-${port}`)
  const follow = replicaOf === undefined ? [] : ['--replicaof', replicaOf.host, `${replicaOf.port}`]
  const redis = redisProcess({ folder, port, settings: [...follow, ...settings] })
  const stop = async (): Promise<void> => {
    await kill(folder)
    await rm(folder, { recursive: true, force: true })
  }

  await stop()
  await bringUp(redis)
  return {
    host: HOST,
    port,
    stop,
    kill: () => kill(folder),
    restart: () => bringUp(redis),
    pause: () => signal(folder, 'SIGSTOP'),
    resume: () => signal(folder, 'SIGCONT'),
  }
}

async function startContainer(port: number, { replicaOf, settings = [] }: StartRedisOptions): Promise<PrivateRedis> {
  const name = redisHost(port)
  const follow = replicaOf === undefined ? [] : ['--replicaof', redisHost(replicaOf.port), `${replicaOf.port}`]
  const answers = () => until(`${name} answers`, ANSWERS_WITHIN_MS, () => answersPing({ host: HOST, port }))
  const run = async (...args: readonly string[]): Promise<void> => void docker(...args)

  runRedis(port, [...redisArguments(port), '--protected-mode', 'no', ...follow, ...settings])
  await answers()
  return {
    host: HOST,
    port,
    stop: () => run('rm', '--force', '--volumes', name),
    kill: () => run('kill', name),
    restart: () => run('start', name).then(answers),
    pause: () => run('pause', name),
    resume: () => run('unpause', name),
  }
}
