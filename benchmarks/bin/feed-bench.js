#!/usr/bin/env node
// In a checkout the sources run, without a build; the package holds what was built of them.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sources = new URL('../src/main.ts', import.meta.url)
if (existsSync(sources)) {
  // For processes that are started from this one too, wherever it was called.
  process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL('../../tsconfig.json', import.meta.url))
  const { register } = await import('tsx/esm/api')
  register()
  await import(sources.href)
} else {
  await import(new URL('../dist/main.js', import.meta.url).href)
}
