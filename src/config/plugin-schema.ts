/** A plug-in in a config: `{ type, ...parameters }`, checked by the parameters' own schema and filled in with their defaults. */
import { z } from 'zod'
import type { PluginSpec } from '../domain/strategy-spec.ts'
import { type ConfigIssue, issuesOf, notOneOf, show } from './issues.ts'
import type { PluginDefinition, Registry } from './registries.ts'
import { PLUGIN_MARK } from './schema-shape.ts'

/**
 * @param kind the registry's name, for the JSON Schema: `features`
 * @param what one of them, for messages: `feature`
 */
export function pluginSchema(
  registry: Registry<PluginDefinition>,
  kind: string,
  what: string,
): z.ZodType<PluginSpec, { type: string; [parameter: string]: unknown }> {
  const types = Object.keys(registry)
  return z
    .looseObject({ type: z.string({ error: ({ input }) => (input === undefined ? undefined : 'must be a text') }) })
    .transform(({ type, ...params }, context): PluginSpec => {
      const report = (issue: ConfigIssue) =>
        context.issues.push({
          code: 'custom',
          path: [...issue.path],
          message: issue.fault,
          params: { ...issue },
          input: params,
        })
      if (!Object.hasOwn(registry, type)) {
        report({
          path: ['type'],
          fault: `is ${show(type)}, ${notOneOf(type, types, `no ${what}; there are`)}`,
          remedy: '',
        })
        return { type }
      }
      const { schema } = registry[type]!
      const result = schema.safeParse(params)
      if (result.success) return { type, ...(result.data as Record<string, unknown>) }
      for (const issue of issuesOf(result.error, schema, params)) report(issue)
      return { type }
    })
    .meta({ [PLUGIN_MARK]: kind })
}
