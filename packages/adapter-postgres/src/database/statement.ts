import { createHash } from 'node:crypto'

/** The schema that statements are written for. */
export const DEFAULT_SCHEMA = 'feed_engine'

/** A statement, and whether it changes anything: then a lost reply leaves its outcome unknown. */
export interface Statement {
  readonly text: string
  readonly writes: boolean
}

export function reading(text: string): Statement {
  return { text, writes: false }
}

export function writing(text: string): Statement {
  return { text, writes: true }
}

/** The text for another schema than the default one. */
export function inSchema(text: string, schema: string): string {
  if (schema === DEFAULT_SCHEMA) return text
  const quoted = `"${schema.replaceAll('"', '""')}"`
  return text.replaceAll(`${DEFAULT_SCHEMA}.`, () => `${quoted}.`)
}

/** Statements as the server gets them: for one schema, named by their text so that they are prepared once. */
export class StatementTexts {
  readonly #schema: string
  readonly #prepare: boolean
  readonly #known = new Map<Statement, { readonly text: string; readonly name?: string }>()

  constructor(params: { readonly schema: string; readonly prepare: boolean }) {
    this.#schema = params.schema
    this.#prepare = params.prepare
  }

  of(statement: Statement): { readonly text: string; readonly name?: string } {
    let known = this.#known.get(statement)
    if (known === undefined) {
      const text = inSchema(statement.text, this.#schema)
      known = this.#prepare ? { text, name: `feed_engine_${digestOf(text)}` } : { text }
      this.#known.set(statement, known)
    }
    return known
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}
