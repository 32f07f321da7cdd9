/** Reads a rule set from JSON or YAML: every problem names its rule, its line and its column. */
import { isNode, isScalar, LineCounter, parseDocument, type Scalar, stringify } from 'yaml'
import { RULES_LIMITS, type RuleProblem, type RuleSet, ruleSet } from '#shared/contracts/rules.ts'
import { compileRules } from './compile.ts'

export type ReadDocument =
  | { readonly document: RuleSet; readonly problems: null }
  | { readonly document: null; readonly problems: readonly RuleProblem[] }

const PROBLEMS_LIMIT = 50
type Path = readonly (string | number)[]

/** Pure and total. JSON is YAML too (YAML 1.2 section 1.3), so one parser finds the places of both. */
export function readDocument(text: string): ReadDocument {
  if (new TextEncoder().encode(text).length > RULES_LIMITS.documentBytes) {
    return refuse([atStart(`a rule set may have ${RULES_LIMITS.documentBytes} bytes`)])
  }
  const places = openPlaces(text)
  if (places.problems.length > 0) return refuse(places.problems)
  const parsed = ruleSet.safeParse(places.value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      places.tell(path as Path, 0, message),
    )
    return refuse(problems)
  }
  const { problems } = compileRules(parsed.data)
  if (problems === null) return { document: parsed.data, problems: null }
  return refuse(
    problems.map(({ path, start, message }) => places.tell(toPath(path), start, message)),
  )
}

/** YAML that reads back as the same document; long texts stay on one line. */
export function formatYaml(document: RuleSet): string {
  return stringify(document, { lineWidth: 0 })
}

interface Places {
  readonly value: unknown
  readonly problems: readonly RuleProblem[]
  /** `start`: characters into the text that stands at the path. */
  readonly tell: (path: Path, start: number, message: string) => RuleProblem
}

function openPlaces(text: string): Places {
  const lines = new LineCounter()
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const problems = parsed.errors.map(({ pos, message }) => ({
    ...atStart(message),
    ...at(pos[0]),
  }))
  const value = problems.length > 0 ? null : readValue(parsed)
  const tell = (path: Path, start: number, message: string): RuleProblem => {
    const node = nodeAt(parsed, path)
    const offset = node === null ? 0 : offsetIn(text, node, start)
    return { rule: ruleAt(value, path), path: toPointer(path), ...at(offset), message }
  }
  if (value instanceof Error) {
    return { value: null, problems: [atStart(value.message)], tell }
  }
  return { value, problems, tell }
}

/** An alias could make a small text a huge value. */
function readValue(parsed: ReturnType<typeof parseDocument>): unknown {
  try {
    return parsed.toJS({ maxAliasCount: 0 })
  } catch {
    return new Error('aliases (`*name`) are not taken')
  }
}

/** The node at the path, or the nearest one around it. */
function nodeAt(parsed: ReturnType<typeof parseDocument>, path: Path): Scalar | null {
  for (let length = path.length; length >= 0; length--) {
    const node = parsed.getIn(path.slice(0, length), true)
    if (isNode(node)) return node as Scalar
  }
  return null
}

/** Where the character `start` of a text stands, as far as the way it is written lets us tell. */
function offsetIn(text: string, node: Scalar, start: number): number {
  const [from, to] = node.range ?? [0, 0]
  if (start === 0 || !isScalar(node) || typeof node.value !== 'string') return from
  const written = text.slice(from, to)
  if (written.startsWith('|')) return offsetInBlock(text, from, node.value, start)
  const first = /^["']/.test(written) ? 1 : 0
  const plain = written.slice(first, first + node.value.length) === node.value
  return plain ? from + first + start : from
}

/** Every line of a literal block (`|`) is indented as much as the first. */
function offsetInBlock(text: string, from: number, value: string, start: number): number {
  const before = value.slice(0, start).split('\n')
  let line = text.indexOf('\n', from) + 1
  const indent = /^ */.exec(text.slice(line))?.[0].length ?? 0
  for (let count = 1; count < before.length; count++) line = text.indexOf('\n', line) + 1
  return line + indent + (before.at(-1) ?? '').length
}

/** Id of the rule or name of the case that the path is in. */
function ruleAt(value: unknown, [list, index]: Path): string | null {
  if ((list !== 'rules' && list !== 'cases') || typeof index !== 'number') return null
  const one = (value as Readonly<Record<string, readonly unknown[] | undefined>>)[list]?.[index]
  const { id, name } = (one ?? {}) as { readonly id?: unknown; readonly name?: unknown }
  const told = list === 'rules' ? id : name
  return typeof told === 'string' ? told : null
}

function refuse(problems: readonly RuleProblem[]): ReadDocument {
  return { document: null, problems: problems.slice(0, PROBLEMS_LIMIT) }
}

function atStart(message: string): RuleProblem {
  return { rule: null, path: '', line: 1, column: 1, message }
}

/** RFC 6901. */
function toPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
