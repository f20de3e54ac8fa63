import { describe, expect, it } from 'vitest'
import { clusterId } from '../kafka'

describe('cluster id of a broker', () => {
  it('is 16 bytes in base64url', () => {
    expect(clusterId('7b3a7c1e-5f0d-4c55-9d2e-0d4a5b6c7d8e')).toMatch(/^[\w-]{22}$/)
  })

  it('never begins with a dash, which the storage tool would read as an option', () => {
    for (let byte = 0; byte < 256; byte++) {
      const first = byte.toString(16).padStart(2, '0')
      expect(clusterId(`${first}3a7c1e-5f0d-4c55-9d2e-0d4a5b6c7d8e`)[0]).not.toBe('-')
    }
  })
})
