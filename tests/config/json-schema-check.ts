/** The part of JSON Schema draft 7 that our schema uses, as a plain second reading of the standard. */
type Json = Readonly<Record<string, unknown>>

/** Undefined when the value fits, else where and why not. Throws at a keyword that it does not know. */
export function schemaFault(root: Json, value: unknown): string | undefined {
  return faultOf(root, root, value, 'config')
}

function faultOf(schema: Json, root: Json, value: unknown, at: string): string | undefined {
  for (const [keyword, rule] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword)) continue
    const check = KEYWORDS[keyword]
    if (!check) throw new Error(`unknown keyword ${keyword}`)
    const fault = check(rule as never, value, { schema, root, at })
    if (fault !== undefined) return fault
  }
  return undefined
}

const ANNOTATIONS = new Set(['$schema', 'title', 'description', 'default', 'definitions', 'format'])

interface Place {
  readonly schema: Json
  readonly root: Json
  readonly at: string
}
type Check = (rule: never, value: unknown, place: Place) => string | undefined

const isMap = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)
const numeric =
  (test: (value: number, limit: number) => boolean, word: string) =>
  (limit: number, value: unknown, { at }: Place) =>
    typeof value === 'number' && !test(value, limit) ? `${at} must be ${word} ${limit}` : undefined
const listed =
  (test: (length: number, limit: number) => boolean) =>
  (limit: number, value: unknown, { at }: Place) =>
    Array.isArray(value) && !test(value.length, limit) ? `${at} has ${value.length} entries` : undefined
const typed = (value: unknown): string[] => {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  if (typeof value === 'number') return Number.isInteger(value) ? ['number', 'integer'] : ['number']
  return [typeof value]
}

const KEYWORDS: Readonly<Record<string, Check>> = {
  $ref: (ref: string, value, { root, at }) => {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => (node as Json)[key], root)
    return faultOf(target as Json, root, value, at)
  },
  type: (type: string, value, { at }) => (typed(value).includes(type) ? undefined : `${at} must be ${type}`),
  const: (constant: unknown, value, { at }) => (value === constant ? undefined : `${at} must be ${constant}`),
  enum: (words: readonly unknown[], value, { at }) =>
    words.includes(value) ? undefined : `${at} must be one of ${words.join()}`,
  pattern: (pattern: string, value, { at }) =>
    typeof value !== 'string' || new RegExp(pattern, 'u').test(value) ? undefined : `${at} must match ${pattern}`,
  minLength: (limit: number, value, { at }) =>
    typeof value === 'string' && value.length < limit ? `${at} is too short` : undefined,
  minimum: numeric((value, limit) => value >= limit, '>='),
  maximum: numeric((value, limit) => value <= limit, '<='),
  exclusiveMinimum: numeric((value, limit) => value > limit, '>'),
  exclusiveMaximum: numeric((value, limit) => value < limit, '<'),
  minItems: listed((length, limit) => length >= limit),
  maxItems: listed((length, limit) => length <= limit),
  anyOf: (branches: readonly Json[], value, { root, at }) =>
    branches.some((branch) => faultOf(branch, root, value, at) === undefined) ? undefined : `${at} fits no branch`,
  allOf: (branches: readonly Json[], value, { root, at }) =>
    branches.map((branch) => faultOf(branch, root, value, at)).find((fault) => fault !== undefined),
  required: (keys: readonly string[], value, { at }) => {
    const missing = isMap(value) ? keys.find((key) => !Object.hasOwn(value, key)) : undefined
    return missing === undefined ? undefined : `${at} has no ${missing}`
  },
  properties: (properties: Readonly<Record<string, Json>>, value, { root, at }) => {
    if (!isMap(value)) return undefined
    for (const [key, schema] of Object.entries(properties)) {
      const fault = Object.hasOwn(value, key) ? faultOf(schema, root, value[key], `${at}.${key}`) : undefined
      if (fault !== undefined) return fault
    }
    return undefined
  },
  additionalProperties: (rule: Json | false, value, { schema, root, at }) => {
    if (!isMap(value)) return undefined
    const known = isMap(schema.properties) ? schema.properties : {}
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(known, key)) continue
      const fault = rule === false ? `${at} knows no ${key}` : faultOf(rule, root, value[key], `${at}.${key}`)
      if (fault !== undefined) return fault
    }
    return undefined
  },
  propertyNames: (rule: Json, value, { root, at }) =>
    isMap(value)
      ? Object.keys(value)
          .map((key) => faultOf(rule, root, key, `${at}.${key}`))
          .find((fault) => fault !== undefined)
      : undefined,
  items: (rule: Json | readonly Json[], value, { root, at }) => {
    if (!Array.isArray(value)) return undefined
    const schemaOf = (i: number) => (Array.isArray(rule) ? rule[i] : (rule as Json))
    return value
      .map((entry, i) => (schemaOf(i) ? faultOf(schemaOf(i)!, root, entry, `${at}.${i}`) : undefined))
      .find((fault) => fault !== undefined)
  },
  additionalItems: (rule: false, value, { schema, at }) =>
    rule === false && Array.isArray(value) && Array.isArray(schema.items) && value.length > schema.items.length
      ? `${at} is too long`
      : undefined,
}
