/** Which route a request meets: API Gateway's rules for HTTP APIs, where the most specific path wins. */

export interface Matched<Target> {
  readonly target: Target
  /** As in the template: `GET /v1/tenants/{tenant}/jobs`. */
  readonly routeKey: string
  /** Percent-decoded. */
  readonly params: Readonly<Record<string, string>>
}

export interface Routes<Target> {
  /** `path` as it came, still encoded. `methods` tells what the path would take when the method does not fit. */
  find(method: string, path: string): Matched<Target> | { methods: readonly string[] }
}

interface Leaf<Target> {
  readonly target: Target
  readonly routeKey: string
  readonly names: readonly string[]
}

interface Node<Target> {
  readonly words: Map<string, Node<Target>>
  any: Node<Target> | null
  greedy: Node<Target> | null
  readonly methods: Map<string, Leaf<Target>>
}

/** Keys as "RouteKey" writes them: method and path, `ANY /path`, `{name}` for a segment, `{name+}` for the rest, `$default`. */
export function makeRoutes<Target>(
  table: readonly { routeKey: string; target: Target }[],
): Routes<Target> {
  const root = makeNode<Target>()
  let fallback: Leaf<Target> | null = null
  for (const { routeKey, target } of table) {
    if (routeKey === '$default') {
      fallback = { target, routeKey, names: [] }
      continue
    }
    const [method = '', path = ''] = routeKey.split(' ')
    const segments = segmentsOf(path)
    const names = segments.filter(isVariable).map((each) => each.replace(/[{}+]/g, ''))
    let node = root
    for (const segment of segments) node = descend(node, segment)
    node.methods.set(method, { target, routeKey, names })
  }
  return {
    find: (method, path) => {
      const segments = segmentsOf(path)
      const methods = new Set<string>()
      const found = search(root, segments, 0, [], method, methods)
      if (found !== null) {
        const params = Object.fromEntries(
          found.leaf.names.map((name, index) => [name, decode(found.values[index] ?? '')]),
        )
        return { target: found.leaf.target, routeKey: found.leaf.routeKey, params }
      }
      if (fallback !== null) {
        return { target: fallback.target, routeKey: fallback.routeKey, params: {} }
      }
      return { methods: [...methods].sort() }
    },
  }
}

/** A broken escape stays as it is: the handler's contract refuses it. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const makeNode = <Target>(): Node<Target> => ({
  words: new Map(),
  any: null,
  greedy: null,
  methods: new Map(),
})

const segmentsOf = (path: string): string[] => path.split('/').slice(1)

const isVariable = (segment: string): boolean => segment.startsWith('{')

function descend<Target>(node: Node<Target>, segment: string): Node<Target> {
  if (segment.endsWith('+}')) {
    node.greedy ??= makeNode()
    return node.greedy
  }
  if (isVariable(segment)) {
    node.any ??= makeNode()
    return node.any
  }
  const next = node.words.get(segment) ?? makeNode<Target>()
  node.words.set(segment, next)
  return next
}

/** Word before variable before rest; collects the methods of every path that fits on the way. */
function search<Target>(
  node: Node<Target>,
  segments: readonly string[],
  at: number,
  values: readonly string[],
  method: string,
  methods: Set<string>,
): { leaf: Leaf<Target>; values: readonly string[] } | null {
  if (at === segments.length) return leafOf(node, values, method, methods)
  const segment = segments[at] ?? ''
  const word = node.words.get(decode(segment))
  if (word !== undefined) {
    const found = search(word, segments, at + 1, values, method, methods)
    if (found !== null) return found
  }
  if (node.any !== null && segment !== '') {
    const found = search(node.any, segments, at + 1, [...values, segment], method, methods)
    if (found !== null) return found
  }
  if (node.greedy === null) return null
  return leafOf(node.greedy, [...values, segments.slice(at).join('/')], method, methods)
}

function leafOf<Target>(
  node: Node<Target>,
  values: readonly string[],
  method: string,
  methods: Set<string>,
): { leaf: Leaf<Target>; values: readonly string[] } | null {
  const leaf = node.methods.get(method) ?? node.methods.get('ANY')
  if (leaf !== undefined) return { leaf, values }
  for (const each of node.methods.keys()) methods.add(each)
  return null
}
