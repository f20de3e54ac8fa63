/** The part of JSON Schema (draft 2020-12) that the schemas of the events use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: 'object' | 'string' | 'integer' | 'array'
  readonly items?: JsonSchema
  readonly const?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

const ANNOTATIONS = ['$schema', '$id', 'title', 'description', '$defs']
const CHECKED = [
  '$ref',
  'type',
  'items',
  'const',
  'required',
  'properties',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
]

/** What is wrong with a value, as paths; a keyword that is not understood is wrong, too. */
export function violations(value: unknown, schema: JsonSchema, root = schema, path = ''): string[] {
  const unknown = Object.keys(schema).filter((keyword) => ![...ANNOTATIONS, ...CHECKED].includes(keyword))
  if (unknown.length > 0) return [`${path}: unknown keyword ${unknown.join()}`]
  const referred = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace('#/$defs/', '')]
  if (schema.$ref !== undefined) {
    return referred === undefined ? [`${path}: dangling ${schema.$ref}`] : violations(value, referred, root, path)
  }
  return isValid(value, schema) ? nested(value, schema, root, path) : [path]
}

function isValid(value: unknown, schema: JsonSchema): boolean {
  if ('const' in schema && value !== schema.const) return false
  if (schema.type === 'object') {
    return typeof value === 'object' && value !== null && (schema.required ?? []).every((name) => name in value)
  }
  if (schema.type === 'string') {
    const length = typeof value === 'string' ? [...value].length : -1
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern = '' } = schema
    return length >= minLength && length <= maxLength && new RegExp(pattern, 'u').test(String(value))
  }
  if (schema.type === 'array') return Array.isArray(value)
  if (schema.type === 'integer') {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
    return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
  }
  return true
}

function nested(value: unknown, { properties = {}, items }: JsonSchema, root: JsonSchema, path: string): string[] {
  if (items !== undefined && Array.isArray(value)) {
    return value.flatMap((item, index) => violations(item, items, root, `${path}/${index}`))
  }
  return Object.entries(properties).flatMap(([name, schema]) => {
    const given = (value as Readonly<Record<string, unknown>>)[name]
    return given === undefined ? [] : violations(given, schema, root, `${path}/${name}`)
  })
}
