/** Reads the structure of a zod schema: which keys a map knows, and which schema stands at a path. */
import { z } from 'zod'

/** Without the wrappers that say only how a value is filled in or transformed. */
function bare(schema: z.ZodType): z.ZodType {
  for (let inner = schema; ; ) {
    const next = wrapped(inner)
    if (next === undefined) return inner
    inner = next
  }
}

function wrapped(schema: z.ZodType): z.ZodType | undefined {
  const { def } = schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType } }
  return def.innerType ?? def.in
}

/** Key of the mark that says of a schema which kind of plug-in stands there. */
export const PLUGIN_MARK = 'x-plugin'

/** The registry's name when a plug-in stands here. */
export function pluginKind(schema: z.ZodType): string | undefined {
  for (let inner: z.ZodType | undefined = schema; inner !== undefined; inner = wrapped(inner)) {
    const mark = z.globalRegistry.get(inner)?.[PLUGIN_MARK]
    if (typeof mark === 'string') return mark
  }
  return undefined
}

/** Schema of one entry; undefined when there can be none. Lists are entered by number. */
export function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  const node = bare(schema)
  if (node instanceof z.ZodObject) {
    const shape = node.shape as Record<string, z.ZodType>
    return Object.hasOwn(shape, key) ? shape[key as string] : undefined
  }
  if (node instanceof z.ZodRecord) return node.valueType as z.ZodType
  if (node instanceof z.ZodArray) return node.element as z.ZodType
  return undefined
}

/** Schema at a path; undefined when there can be none. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let node: z.ZodType | undefined = schema
  for (const key of path) node = node && child(node, key)
  return node
}

/** Keys that the map at a path knows, in the order of the schema; none when it is no map with fixed keys. */
export function keysOf(schema: z.ZodType, path: readonly PropertyKey[] = []): readonly string[] {
  const node = schemaAt(schema, path)
  const map = node && bare(node)
  return map instanceof z.ZodObject ? Object.keys(map.shape) : []
}
