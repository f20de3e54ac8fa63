import type { Command } from './command'
import * as deploy from './deploy'
import * as edit from './edit'
import * as interact from './interact'
import * as misuse from './misuse'
import * as moderate from './moderate'
import * as operate from './operate'
import * as publish from './publish'
import * as races from './races'
import * as rank from './rank'
import * as read from './read'
import * as relations from './relations'
import { republish } from './republish'
import * as rewrite from './rewrite'
import * as trouble from './trouble'

/** Every kind of operation there is, by name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    ...Object.values(relations),
    ...Object.values(publish),
    republish,
    ...Object.values(edit),
    ...Object.values(rewrite),
    ...Object.values(moderate),
    ...Object.values(read),
    ...Object.values(rank),
    ...Object.values(interact),
    ...Object.values(races),
    ...Object.values(misuse),
    ...Object.values(operate),
    ...Object.values(trouble),
    ...Object.values(deploy),
  ].flatMap((value) => (typeof value === 'object' ? [[value.kind, value] as const] : [])),
)
