/** The only door to the CEL library: what it lets in is typed, bounded in size and cost, and cannot hang. */
import { Environment } from '@marcbachmann/cel-js'
import { RULES_LIMITS } from '#shared/contracts/rule-limits.ts'
import { RULE_VARIABLES, type RuleVariables } from '#shared/contracts/rule-variables.ts'
import { boundSteps } from './bound.ts'
import { type Evaluate, type Frame, makeEvaluate, type Slots } from './evaluate.ts'
import { matchesGlob } from './glob.ts'
import { Fault, type Node } from './syntax.ts'

export { Fault } from './syntax.ts'

/** An expression that compiled could not be evaluated: something is not known, a division by zero, an overflow. */
export class CelError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'CelError'
  }
}

declare const bound: unique symbol
/** Variables in the form that expressions read fastest: bound once, looked at by many rules, one after the other. */
export interface BoundVariables {
  readonly [bound]: true
}

export interface CompiledExpression {
  /** Throws a `CelError`. */
  readonly matches: (variables: BoundVariables) => boolean
  /** Most steps that it can take. */
  readonly steps: number
}

type VariableName = keyof typeof RULE_VARIABLES

/** A place for every field; behind them the answers, and the item of a walk. */
const FIELDS = (Object.keys(RULE_VARIABLES) as VariableName[]).flatMap((variable) =>
  Object.keys(RULE_VARIABLES[variable]).map((field) => ({ variable, field })),
)
const PLACES = new Map(FIELDS.map(({ variable, field }, slot) => [`${variable}.${field}`, slot]))
const SLOTS: Slots = {
  of: (variable, field) => PLACES.get(`${variable}.${field}`),
  answers: FIELDS.length,
  walk: FIELDS.length + 1,
}
const ENVIRONMENT = makeEnvironment()
/** `1.0 == 1` is refused: a whole number and one with a fraction are of different types, and CEL converts neither. */
const MIXES_NUMBERS = /^no such overload: (?:int \S+ double|double \S+ int)$/

/** Pure and total. */
export function compileExpression(source: string): CompiledExpression | Fault {
  try {
    return compile(source)
  } catch (error) {
    return readFault(error)
  }
}

/** Throws a RangeError on a list longer than what compiled expressions were bounded for. */
export function bindVariables(variables: RuleVariables): BoundVariables {
  const frame: Frame = FIELDS.map(({ variable, field }) => {
    const value = (variables[variable] as Readonly<Record<string, unknown>>)[field]
    if (typeof value === 'object') refuseLong(value)
    return value
  })
  frame.push(variables.answers, undefined)
  return frame as unknown as BoundVariables
}

/** Line and column of a character, from 1, as editors count. */
export function positionOf(text: string, start: number): { line: number; column: number } {
  const lines = text.slice(0, start).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

function compile(source: string): CompiledExpression {
  const limit = RULES_LIMITS.expressionCharacters
  if (source.length > limit) throw new Fault(0, `an expression may have ${limit} characters`)
  const parsed = ENVIRONMENT.parse(source)
  const steps = boundSteps(parsed.ast as unknown as Node)
  const { error, type } = parsed.check()
  if (error !== undefined) throw error
  if (type !== 'bool') throw new Fault(0, `must be true or false, but is of type \`${type}\``)
  const evaluate = makeEvaluate(parsed.ast as unknown as Node, SLOTS)
  return { matches: (variables) => run(source, evaluate, variables), steps }
}

function run(source: string, evaluate: Evaluate, variables: BoundVariables): boolean {
  try {
    return evaluate(variables as unknown as Frame) === true
  } catch (error) {
    const { start, message } = readFault(error)
    const { line, column } = positionOf(source, start)
    throw new CelError(`${line}:${column}: ${message}`, error)
  }
}

/** The library parses and checks types; what it would evaluate by is never called. */
function makeEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    limits: {
      maxAstNodes: RULES_LIMITS.expressionNodes,
      maxDepth: RULES_LIMITS.expressionDepth,
    },
  })
  for (const [name, fields] of Object.entries(RULE_VARIABLES)) {
    const types = Object.entries(fields).map(([field, { type }]) => [field, type])
    environment.registerVariable(name, { schema: Object.fromEntries(types) })
  }
  environment.registerVariable('answers', 'map<string, string>')
  environment.registerFunction('string.like(string): bool', matchesGlob, { async: false })
  return environment
}

function refuseLong(value: unknown): void {
  if (!Array.isArray(value) || value.length <= RULES_LIMITS.listItems) return
  throw new RangeError(`a list that rules look at may have ${RULES_LIMITS.listItems} items`)
}

/** The library's errors carry a summary in one line and the range it is about. */
function readFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  const { summary, range } = error as {
    readonly summary?: string
    readonly range?: { readonly start: number }
  }
  const told = summary ?? String(error)
  const message = MIXES_NUMBERS.test(told) ? `${told}: write \`1.0\`, or \`double(…)\`` : told
  return new Fault(range?.start ?? 0, message)
}
