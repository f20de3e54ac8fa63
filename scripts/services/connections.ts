/** Where the servers for tests listen: what `inject('connections')` gives to a test. All of them are on loopback. */
export interface Connections {
  redis: HostPort
  redisCluster: { nodes: HostPort[] }
  postgres: HostPort & { user: string; password: string; database: string }
  kafka: { brokers: string[] }
  cassandra: { contactPoints: string[]; port: number; localDataCenter: string }
}

export interface HostPort {
  host: string
  port: number
}

declare module 'vitest' {
  interface ProvidedContext {
    connections: Connections
  }
}
