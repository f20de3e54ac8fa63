import { execFileSync } from 'node:child_process'
import type { Owner } from './processes'

/** User and group of that name. */
export function userId(name: string): Owner {
  const id = (option: string): number => Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
