/** `--set path=value`: values in place of what a config says. The result is checked like the config itself. */
import { parseDocument } from 'yaml'
import { ConfigError } from '../core/errors.ts'
import { isMap, nodeAt, pathOf, withNode } from './tree.ts'

/**
 * The tree with the values of assignments such as `strategy.features.fast.period=10`; a name of the sweep's axes stands for its path.
 * A value is read as YAML: a number, true, null, a text, `[1, 2]`. Later assignments win. Errors: ConfigError E_SET.
 */
export function withValues(tree: unknown, assignments: readonly string[]): unknown {
  return assignments.reduce((changed, assignment) => {
    const equals = assignment.indexOf('=')
    const name = assignment.slice(0, Math.max(0, equals)).trim()
    if (name.split('.').some((key) => key === '' || key in Object.prototype))
      throw new ConfigError(
        'E_SET',
        `--set ${assignment}: this is no assignment`,
        'write PATH=VALUE: strategy.features.fast.period=10',
      )
    const axis = nodeAt(changed, ['sweep', 'space', name])
    const at = isMap(axis) && typeof axis.at === 'string' ? axis.at : name
    return withNode(changed, pathOf(at), yamlValue(assignment, assignment.slice(equals + 1)))
  }, tree)
}

function yamlValue(assignment: string, text: string): unknown {
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault)
    throw new ConfigError(
      'E_SET',
      `--set ${assignment}: ${fault.message.split('\n')[0]}`,
      'quote a text that is no YAML',
    )
  return document.toJS({ maxAliasCount: 0 }) as unknown
}
