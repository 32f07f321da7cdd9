/** What may be typed at a place of a rule set: words of expressions inside `when`, keys and values of the schema elsewhere. */
import { RULE_FUNCTIONS, RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'

export interface Completion {
  /** What is offered, and typed when it is taken. */
  readonly label: string
  /** Its type or signature. */
  readonly detail: string
  readonly about: string
  readonly kind: 'variable' | 'function' | 'keyword' | 'property'
}

export interface Completions {
  /** Characters into the text, where what is being completed begins. */
  readonly from: number
  readonly options: readonly Completion[]
}

/** As much of JSON Schema as ours uses. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: string
}

/** Pure. `before`: the text up to the cursor. null = nothing to offer. */
export function completeAt(before: string, schema: Schema): Completions | null {
  const lines = before.split('\n')
  const line = lines.at(-1) ?? ''
  const lineStart = before.length - line.length
  const expression = expressionAt(lines)
  if (expression !== null) return completeExpression(expression, before.length)
  const value = /^[ -]*([A-Za-z]+): *([\w-]*)$/.exec(line)
  const place = placeOf(lines)
  if (value !== null) {
    const [, key = '', typed = ''] = value
    const node = resolve(schema, nodeAt(schema, place)?.properties?.[key])
    const branch = nodeAt(schema, { ...place, action: null })
    const options = key === 'do' ? actionsOf(schema, branch) : valuesOf(schema, node)
    return offer(before.length - typed.length, options)
  }
  const key = /^[ -]*([A-Za-z]*)$/.exec(line)
  if (key === null) return null
  const properties = nodeAt(schema, place)?.properties ?? {}
  const options = Object.entries(properties).map(
    ([label, node]): Completion => ({
      label: `${label}: `,
      detail: typeOf(resolve(schema, node)),
      about: '',
      kind: 'property',
    }),
  )
  return offer(lineStart + line.length - (key[1] ?? '').length, options)
}

/** What stands of an expression before the cursor; null outside of one. */
function expressionAt(lines: readonly string[]): string | null {
  const line = lines.at(-1) ?? ''
  const inLine = /^[ -]*when:\s(.*)$/.exec(line)
  if (inLine !== null) return /^[|>]/.test(inLine[1] ?? '') ? null : (inLine[1] ?? '')
  let indent = indentOf(line)
  for (let index = lines.length - 2; index >= 0; index--) {
    const above = lines[index] ?? ''
    if (above.trim() === '' || indentOf(above) >= indent) continue
    if (/^[ -]*when:\s*[|>][+-]?\s*$/.test(above)) return line.trimStart()
    if (/^[ -]*[A-Za-z]+:(\s|$)/.test(above)) return null
    indent = indentOf(above)
  }
  return null
}

function completeExpression(expression: string, end: number): Completions | null {
  const [, owner, member = ''] = /([A-Za-z]+|[\])"'])\.([A-Za-z]*)$/.exec(expression) ?? []
  if (owner === undefined) {
    const [typed = ''] = /[A-Za-z]*$/.exec(expression) ?? []
    return offer(end - typed.length, [...VARIABLES, ...FUNCTIONS])
  }
  const fields = VARIABLES.filter(({ label }) => label.startsWith(`${owner}.`)).map((each) => ({
    ...each,
    label: each.label.slice(owner.length + 1),
  }))
  return offer(end - member.length, fields.length > 0 ? fields : METHODS)
}

const VARIABLES: readonly Completion[] = [
  ...Object.entries(RULE_VARIABLES).flatMap(([variable, fields]) =>
    Object.entries(fields).map(
      ([field, { type, about }]): Completion => ({
        label: `${variable}.${field}`,
        detail: type,
        about,
        kind: 'variable',
      }),
    ),
  ),
  { label: 'answers', detail: 'map<string, string>', about: '', kind: 'variable' },
]

const CALLS = RULE_FUNCTIONS.map(
  ({ name, signature, about }): Completion & { readonly isMethod: boolean } => ({
    label: name,
    detail: signature,
    about,
    kind: 'function',
    isMethod: /^(string|list)\./.test(signature),
  }),
)
const FUNCTIONS = CALLS.filter(({ isMethod }) => !isMethod)
const METHODS = CALLS.filter(({ isMethod, label }) => isMethod || label === 'size')

interface Place {
  /** Keys from the top; `-` is an item of a list. */
  readonly path: readonly string[]
  /** What the mapping says after `do:`, as far as it stands above the cursor. */
  readonly action: string | null
}

/** Where the cursor's line stands, by indentation alone: while somebody types, the text is seldom whole YAML. */
function placeOf(lines: readonly string[]): Place {
  const path: string[] = []
  const last = lines.at(-1) ?? ''
  let limit = openDashes(last, path)
  let action: string | null = null
  const own = indentOf(last)
  let ownOpen = !/^ *-/.test(last)
  for (let index = lines.length - 2; index >= 0; index--) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const indent = indentOf(line)
    if (ownOpen && indent === own) {
      action ??= /^[ -]*do: *([a-z-]+)/.exec(line)?.[1] ?? null
      if (/^ *-/.test(line)) ownOpen = false
    }
    const dash = /^ *-/.test(line)
    if (indent < limit || (indent === limit && path[0] === '-' && !dash)) {
      const key = /^[ -]*([A-Za-z]+):/.exec(line)?.[1]
      if (key === undefined) break
      path.unshift(key)
      limit = openDashes(line, path)
    } else if (indent === limit && dash && path[0] !== '-') {
      limit = openDashes(line, path)
    }
    if (indent < own) ownOpen = false
  }
  return { path, action }
}

/** Puts one `-` for each dash before the line's content; returns the column of the first of them, or of the content. */
function openDashes(line: string, path: string[]): number {
  const dashes = /^ *((?:- +)*)/.exec(line)?.[1] ?? ''
  for (const _ of dashes.matchAll(/-/g)) path.unshift('-')
  return indentOf(line) - dashes.length
}

/** Column of the content, behind dashes. */
const indentOf = (line: string): number => /^ *(?:- +)*/.exec(line)?.[0].length ?? 0

function nodeAt(root: Schema, { path, action }: Place): Schema | undefined {
  let node = resolve(root, root)
  for (const key of path) {
    node = resolve(root, key === '-' ? node?.items : node?.properties?.[key])
  }
  const branches = node?.oneOf ?? node?.anyOf
  if (branches === undefined) return node
  const resolved = branches.map((branch) => resolve(root, branch))
  const objects = resolved.filter((each) => each?.properties !== undefined)
  if (!objects.some((each) => each?.properties?.do !== undefined)) return objects[0] ?? node
  if (action === null) return { ...node, properties: { do: {} } }
  return objects.find((each) => each?.properties?.do?.const === action)
}

function resolve(root: Schema, node: Schema | undefined): Schema | undefined {
  if (node?.$ref === undefined) return node
  return root.$defs?.[node.$ref.slice(node.$ref.lastIndexOf('/') + 1)]
}

const actionsOf = (root: Schema, node: Schema | undefined): readonly Completion[] =>
  (node?.oneOf ?? node?.anyOf ?? []).flatMap((branch) => {
    const properties = resolve(root, branch)?.properties ?? {}
    const name = properties.do?.const
    const fields = Object.keys(properties).filter((key) => key !== 'do')
    return typeof name === 'string' ? [keyword(name, fields.join(', '))] : []
  })

function valuesOf(root: Schema, node: Schema | undefined): readonly Completion[] {
  if (node?.type === 'boolean') return [keyword('true', ''), keyword('false', '')]
  const own = node?.const === undefined ? (node?.enum ?? []) : [node.const]
  const below = (node?.anyOf ?? node?.oneOf ?? []).flatMap((each) =>
    valuesOf(root, resolve(root, each)),
  )
  return [...own.map((each) => keyword(String(each), '')), ...below]
}

const keyword = (label: string, detail: string): Completion => ({
  label,
  detail,
  about: '',
  kind: 'keyword',
})

const typeOf = (node: Schema | undefined): string =>
  node?.type ?? (node?.enum === undefined ? '' : node.enum.join(' | '))

const offer = (from: number, options: readonly Completion[]): Completions | null =>
  options.length === 0 ? null : { from, options }
