import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

it('the scripts that are sent are those in lua/: run `npm run bundle-lua` after a change', () => {
  const bundled = execFileSync(process.execPath, [path('../scripts/bundle-lua.mjs'), '--print'], { encoding: 'utf8' })
  expect(readFileSync(path('../src/lua-sources.ts'), 'utf8')).toBe(bundled)
})
