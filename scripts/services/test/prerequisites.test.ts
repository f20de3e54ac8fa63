import { expect, test } from 'vitest'
import { provide } from '../install'
import type { Prerequisite } from '../prerequisites'

const absent: Prerequisite = { what: 'Frobnicator 3', debianPackage: 'frobnicator', find: () => undefined }
const present: Prerequisite = { what: 'Node', debianPackage: 'nodejs', find: () => process.execPath }

test('what is missing is said in one line, with the package that has it', () => {
  const message = 'missing: Frobnicator 3. Start Docker, or install it (Debian: apt-get install frobnicator)'
  expect(() => provide([present, absent, absent], false)).toThrow(new Error(message))
  expect(() => provide([present], false)).not.toThrow()
})
