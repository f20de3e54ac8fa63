import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A folder for the files of a test file, removed afterwards. */
export function temporaryFiles(): {
  write(name: string, content: string | Uint8Array): Promise<string>
  path(name: string): string
} {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quickstart-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return {
    async write(name, content) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    path: (name) => join(folder, name),
  }
}
