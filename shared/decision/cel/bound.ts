/** Bounds an expression before it ever runs: known names only, no walk inside a walk, and a cost that is known. */

import { RULES_LIMITS } from '#shared/contracts/rule-limits.ts'
import { RULE_FUNCTIONS, RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'
import { Fault, type Node } from './syntax.ts'

/** How large a value can be: characters of a text, items of a list or map; numbers are small texts. */
interface Shape {
  readonly size: number
  /** The largest item; null = not a list or map. */
  readonly item: Shape | null
}

interface Cost extends Shape {
  /** One step is about the work of one operator; comparing 64 characters is one more. */
  readonly steps: number
}

/** What is around a node: variables of the walk that it is in. */
interface Scope {
  readonly walk: { readonly variable: string; readonly item: Shape } | null
}

const SMALL: Shape = { size: 32, item: null }
/** Longer than any name in the facts of a job. */
const TEXT: Shape = { size: 255, item: null }
const LIST: Shape = { size: RULES_LIMITS.listItems, item: { size: 128, item: null } }
/** A rule set asks at most one question a rule. */
const ANSWERS: Shape = { size: RULES_LIMITS.rules, item: { size: 128, item: null } }

const COMPARED_CHARACTERS = 64
/** Steps of the glob matcher and of substring search that are the work of one operator. */
const SEARCHED_CHARACTERS = 16

/** Functions over one value; a conversion's result is a short text or a number. */
const CONVERSIONS: ReadonlySet<string> = new Set(['size', 'int', 'double', 'string'])
const SEARCHES: ReadonlySet<string> = new Set(['contains', 'like'])
const SAME_SIZE: ReadonlySet<string> = new Set(['lowerAscii', 'upperAscii', 'trim'])
const WALKS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter'])

const FUNCTIONS: ReadonlySet<string> = new Set(RULE_FUNCTIONS.map(({ name }) => name))

/** Steps that the expression takes at most; throws a `Fault` that tells where. Types are the checker's business. */
export function boundSteps(root: Node): number {
  const { steps } = costOf(root, { walk: null })
  if (steps <= RULES_LIMITS.expressionSteps) return steps
  const limit = RULES_LIMITS.expressionSteps
  throw new Fault(root.start, `the expression could take ${steps} steps, more than the ${limit}`)
}

function costOf(node: Node, scope: Scope): Cost {
  switch (node.op) {
    case 'value':
      return leaf({ size: sizeOfLiteral(node), item: null })
    case 'id':
      return leaf(shapeOfName(node, scope))
    case '.':
      return costOfField(node, scope)
    case '[]': {
      const [list, index] = node.args.map((part) => costOf(part, scope)) as [Cost, Cost]
      return { steps: 1 + list.steps + index.steps, ...(list.item ?? SMALL) }
    }
    case 'call':
      return costOfCall(node, scope)
    case 'rcall':
      return costOfMethod(node, scope)
    case 'list':
      return costOfItems(node.args, scope)
    case 'map':
      throw new Fault(node.start, 'maps cannot be written here')
    case '!_':
    case '-_':
      return { ...SMALL, steps: 1 + costOf(node.args, scope).steps }
    case '?:': {
      const [condition, yes, no] = node.args.map((part) => costOf(part, scope)) as [
        Cost,
        Cost,
        Cost,
      ]
      const steps = 1 + condition.steps + Math.max(yes.steps, no.steps)
      return { steps, ...largest([yes, no]) }
    }
    default:
      return costOfOperator(node, scope)
  }
}

function costOfOperator(node: Extract<Node, { args: readonly [Node, Node] }>, scope: Scope): Cost {
  const [left, right] = [costOf(node.args[0] as Node, scope), costOf(node.args[1] as Node, scope)]
  const steps = 1 + left.steps + right.steps
  switch (node.op) {
    case 'in':
      return { ...SMALL, steps: steps + weigh(right) }
    case '==':
    case '!=':
      return { ...SMALL, steps: steps + Math.min(weigh(left), weigh(right)) }
    case '+': {
      if (left.item !== null || right.item !== null) {
        throw new Fault(node.start, 'lists cannot be added')
      }
      const size = left.size + right.size
      return { size, item: null, steps: steps + Math.ceil(size / COMPARED_CHARACTERS) }
    }
    default:
      return { ...SMALL, steps: steps + Math.ceil(left.size / COMPARED_CHARACTERS) }
  }
}

function costOfField(node: Extract<Node, { op: '.' }>, scope: Scope): Cost {
  const [owner, field] = node.args
  if (owner.op !== 'id' || !Object.hasOwn(RULE_VARIABLES, owner.args)) {
    const map = costOf(owner, scope)
    return { steps: 1 + map.steps, ...(map.item ?? SMALL) }
  }
  const fields: Readonly<Record<string, { type: string }>> =
    RULE_VARIABLES[owner.args as keyof typeof RULE_VARIABLES]
  if (!Object.hasOwn(fields, field)) {
    throw new Fault(node.end - field.length, `\`${owner.args}\` has no field \`${field}\``)
  }
  const type = fields[field]?.type
  return leaf(type === 'list<string>' ? LIST : type === 'string' ? TEXT : SMALL)
}

function shapeOfName(node: Extract<Node, { op: 'id' }>, scope: Scope): Shape {
  const name = node.args
  if (scope.walk?.variable === name) return scope.walk.item
  if (name === 'answers') return ANSWERS
  const told = Object.hasOwn(RULE_VARIABLES, name)
    ? `name a field, like \`${name}.${Object.keys(RULE_VARIABLES[name as keyof typeof RULE_VARIABLES])[0]}\``
    : `there is no variable \`${name}\``
  throw new Fault(node.start, told)
}

function costOfCall(node: Extract<Node, { op: 'call' }>, scope: Scope): Cost {
  const [name, args] = node.args
  if (name !== 'has' && !CONVERSIONS.has(name)) throw unknownFunction(node.start, name)
  const parts = args.map((part) => costOf(part, scope))
  const steps = parts.reduce((sum, part) => sum + part.steps + part.size / COMPARED_CHARACTERS, 1)
  const size = Math.max(SMALL.size, ...parts.map((part) => (part.item === null ? part.size : 0)))
  return { steps: Math.ceil(steps), size, item: null }
}

function costOfMethod(node: Extract<Node, { op: 'rcall' }>, scope: Scope): Cost {
  const [name, receiver, args] = node.args
  if (name === 'matches') {
    const told = '`matches` has no bound on its time: use `like` with `*` and `?`'
    throw new Fault(receiver.end + 1, told)
  }
  if (!FUNCTIONS.has(name)) throw unknownFunction(receiver.end + 1, name)
  const from = costOf(receiver, scope)
  if (WALKS.has(name)) return costOfWalk(node, from, scope)
  const parts = args.map((part) => costOf(part, scope))
  const steps = parts.reduce((sum, part) => sum + part.steps, 1 + from.steps)
  if (SEARCHES.has(name)) {
    if (name === 'like') refuseOpenPattern(args[0])
    const searched = from.size * Math.max(0, ...parts.map((part) => part.size))
    return { ...SMALL, steps: steps + Math.ceil(searched / SEARCHED_CHARACTERS) }
  }
  const more = Math.ceil(from.size / COMPARED_CHARACTERS)
  // Some letters are two in the other case.
  if (SAME_SIZE.has(name)) return { size: from.size * 2, item: null, steps: steps + more }
  return { ...SMALL, steps: steps + more }
}

function costOfWalk(node: Extract<Node, { op: 'rcall' }>, from: Cost, scope: Scope): Cost {
  const [name, receiver, [variable, body]] = node.args
  if (scope.walk !== null) {
    throw new Fault(receiver.end + 1, `\`${name}\` cannot stand inside another walk through a list`)
  }
  if (from.item === null) throw new Fault(receiver.start, `\`${name}\` needs a list`)
  if (variable?.op !== 'id' || body === undefined) {
    const told = `\`${name}\` needs a name and an expression, like \`${name}(one, one == "A4")\``
    throw new Fault(receiver.end + 1, told)
  }
  if (variable.args === 'answers' || Object.hasOwn(RULE_VARIABLES, variable.args)) {
    throw new Fault(variable.start, `\`${variable.args}\` is the name of a variable already`)
  }
  const each = costOf(body, { walk: { variable: variable.args, item: from.item } })
  const steps = from.steps + from.size * (1 + each.steps)
  return name === 'filter' ? { ...from, steps } : { ...SMALL, steps }
}

function costOfItems(items: readonly Node[], scope: Scope): Cost {
  const costs = items.map((item) => costOf(item, scope))
  const steps = costs.reduce((sum, item) => sum + item.steps, 1)
  return { steps, size: items.length, item: largest(costs) }
}

/** A pattern that is built at run time would have a size, and a meaning, that nobody can read. */
function refuseOpenPattern(pattern: Node | undefined): void {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    throw new Fault(pattern?.start ?? 0, '`like` needs its pattern as text in quotes')
  }
  const limit = RULES_LIMITS.patternCharacters
  if (pattern.args.length > limit) {
    throw new Fault(pattern.start, `the pattern is longer than ${limit} characters`)
  }
}

function unknownFunction(start: number, name: string): Fault {
  return new Fault(start, `there is no function \`${name}\` here`)
}

function leaf(shape: Shape): Cost {
  return { ...shape, steps: 1 }
}

function sizeOfLiteral({ args: value, start }: Extract<Node, { op: 'value' }>): number {
  if (typeof value === 'string') return value.length
  if (['bigint', 'number', 'boolean'].includes(typeof value)) return SMALL.size
  throw new Fault(start, 'only texts in quotes, numbers, `true` and `false` can be written here')
}

/** Steps of looking at all of it once. */
function weigh(shape: Shape): number {
  if (shape.item === null) return Math.ceil(shape.size / COMPARED_CHARACTERS)
  return shape.size * (1 + weigh(shape.item))
}

/** As large as the largest in each way. */
function largest(shapes: readonly Shape[]): Shape {
  const items = shapes.flatMap(({ item }) => item ?? [])
  return {
    size: Math.max(0, ...shapes.map(({ size }) => size)),
    item: items.length === 0 ? null : largest(items),
  }
}
