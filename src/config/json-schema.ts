/** The JSON Schema of a config, from the same schemas that check it, so that editors complete and underline. */
import { z } from 'zod'
import { builtInRegistries, type PluginDefinition, type Registries, type Registry } from './registries.ts'
import { runSchema } from './run-schema.ts'
import { PLUGIN_MARK } from './schema-shape.ts'
import { strategyCallSchema, strategySchema } from './strategy-schema.ts'
import { isMap } from './tree.ts'

type Json = Readonly<Record<string, unknown>>

/** Draft 7. Each plug-in slot lists the parameters of every type of its registry. */
export function toJsonSchema(registries: Registries = builtInRegistries): Json {
  const strategy = z.union([strategySchema(registries), strategyCallSchema(registries)])
  const schema = withStrategyNames(convert(runSchema(registries).extend({ strategy })))
  const kinds = new Set<string>()
  const body = linkPlugins(schema, kinds) as Json
  const definitions = [...kinds].sort().map((kind) => [kind, anyOfTypes(registries[kind as keyof Registries])])
  return {
    ...body,
    title: 'quantfarm config',
    required: ['name', 'data', 'strategy'],
    definitions: { ...Object.fromEntries(definitions), strategies: namedStrategies(registries) },
  }
}

const convert = (schema: z.ZodType): Json =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }) as Json

/** The second form of a strategy is a call: which parameters it takes depends on the name. */
function withStrategyNames(schema: Json): Json {
  const { strategy } = schema.properties as { strategy: { anyOf: readonly [Json, Json] } }
  const [spelled, call] = strategy.anyOf
  const named = { ...call, allOf: [{ $ref: '#/definitions/strategies' }] }
  return { ...schema, properties: { ...(schema.properties as Json), strategy: { anyOf: [spelled, named] } } }
}

/** Puts a reference in place of each plug-in, and notes its kind. */
function linkPlugins(node: unknown, kinds: Set<string>): unknown {
  if (Array.isArray(node)) return node.map((entry) => linkPlugins(entry, kinds))
  if (!isMap(node)) return node
  const kind = node[PLUGIN_MARK]
  if (typeof kind === 'string') {
    kinds.add(kind)
    const { description } = node
    // Draft 7 ignores whatever stands beside a $ref, hence allOf.
    return { ...(description !== undefined && { description }), allOf: [{ $ref: `#/definitions/${kind}` }] }
  }
  return Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, linkPlugins(entry, kinds)]))
}

function anyOfTypes(registry: Registry<unknown>): Json {
  const entries = Object.entries(registry as Registry<PluginDefinition>)
  return { anyOf: entries.map(([type, definition]) => withConstant(parameters(definition), 'type', type)) }
}

/** The call of a named strategy, its parameters by name. */
function namedStrategies({ strategies }: Registries): Json {
  const calls = Object.entries(strategies).map(([name, definition]) => ({
    properties: { name: { const: name }, params: parameters(definition) },
    required: ['name'],
  }))
  return { anyOf: calls }
}

function parameters({ schema }: PluginDefinition): Json {
  const { $schema: _dialect, ...body } = convert(schema)
  return body
}

function withConstant(object: Json, key: string, value: string): Json {
  const properties = { [key]: { const: value }, ...(isMap(object.properties) ? object.properties : {}) }
  const required = [key, ...(Array.isArray(object.required) ? (object.required as string[]) : [])]
  return { ...object, properties, required }
}
