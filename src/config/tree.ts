/** Paths into plain trees of maps and lists. Nothing is changed in place. */

export type Path = readonly (string | number)[]

export const pathOf = (text: string): readonly string[] => text.split('.')

/** The node at a path; undefined when there is none. Only own keys are seen. */
export function nodeAt(tree: unknown, path: Path): unknown {
  let node = tree
  for (const key of path) {
    if (node === null || typeof node !== 'object' || !Object.hasOwn(node, key)) return undefined
    node = (node as Record<string | number, unknown>)[key]
  }
  return node
}

/** A copy with another value at a path; what is beside the path is shared. Nodes that are missing on the way become maps. */
export function withNode(tree: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(tree)
    ? [...tree]
    : { ...(isMap(tree) ? tree : {}) }
  const node = nodeAt(tree, [key])
  ;(copy as Record<string | number, unknown>)[key] = withNode(node, rest, value)
  return copy
}

export const isMap = (node: unknown): node is Readonly<Record<string, unknown>> =>
  node !== null && typeof node === 'object' && !Array.isArray(node)

/** A copy in which every −0 is 0: the same number to everybody, but not to canonical JSON. */
export function withoutNegativeZero(node: unknown): unknown {
  if (node === 0) return 0
  if (Array.isArray(node)) return node.map(withoutNegativeZero)
  return isMap(node)
    ? Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, withoutNegativeZero(entry)]))
    : node
}

/** Whether `path` is `prefix` or lies below it. */
export const startsWith = (path: Path, prefix: Path): boolean =>
  prefix.every((key, i) => String(path[i]) === String(key))

/** As messages show it. */
export const pathText = (path: Path): string => (path.length === 0 ? 'the config' : path.join('.'))
