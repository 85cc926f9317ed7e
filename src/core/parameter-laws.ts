/** What holds for the parameters of every plug-in, whatever its kind: strict, described, and refused where they are used too. */

export interface ParameterUser {
  readonly schema: { safeParse(params: unknown): { readonly success: boolean } }
  bind(params: unknown): unknown
}

/**
 * Violations, one line each; empty when there are none. Never throws.
 * @param jsonSchema makes the JSON form of the schema's input (zod's toJSONSchema with io: input). It may throw.
 */
export function parameterViolations(definition: ParameterUser, params: unknown, jsonSchema: () => object): string[] {
  const violations: string[] = []
  const surplus = { ...(params as Record<string, unknown>), noSuchParameter: 1 }
  if (definition.schema.safeParse(surplus).success) violations.push('parameters: the schema takes an unknown key')
  try {
    definition.bind(surplus)
    violations.push('parameters: bind takes an unknown key')
  } catch {} // As it must.
  try {
    const { properties = {} } = jsonSchema() as { properties?: Record<string, { description?: string } | boolean> }
    for (const [name, rule] of Object.entries(properties)) {
      const described = typeof rule === 'object' && (rule.description ?? '') !== ''
      if (!described) violations.push(`parameters: "${name}" has no description`)
    }
  } catch (error) {
    violations.push(`parameters: the schema has no JSON form: ${String(error)}`)
  }
  return violations
}
