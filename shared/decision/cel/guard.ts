/** The only door to the CEL library: what it lets in is typed, bounded in size and cost, and cannot hang. */
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import { RULES_LIMITS } from '#shared/contracts/rule-limits.ts'
import { RULE_VARIABLES, type RuleVariables } from '#shared/contracts/rule-variables.ts'
import { boundSteps } from './bound.ts'
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
/** Variables in the form that expressions read fastest: bound once, looked at by many rules. */
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
type Fields = Readonly<Record<string, unknown>>

const VARIABLES = (Object.keys(RULE_VARIABLES) as VariableName[]).map((name) => ({
  name,
  make: makeRecordClass(Object.keys(RULE_VARIABLES[name])),
}))
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
  const made: Record<string, unknown> = { answers: variables.answers }
  for (const { name, make: Record } of VARIABLES) {
    const fields: Fields = variables[name]
    for (const value of Object.values(fields)) refuseLong(value)
    made[name] = new Record(fields)
  }
  return made as unknown as BoundVariables
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
  return { matches: (variables) => evaluate(source, parsed, variables), steps }
}

function evaluate(source: string, parsed: ParseResult, variables: BoundVariables): boolean {
  try {
    return parsed(variables as unknown as Fields)
  } catch (error) {
    const { start, message } = readFault(error)
    const { line, column } = positionOf(source, start)
    throw new CelError(`${line}:${column}: ${message}`, error)
  }
}

function makeEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    limits: {
      maxAstNodes: RULES_LIMITS.expressionNodes,
      maxDepth: RULES_LIMITS.expressionDepth,
    },
  })
  for (const { name, make } of VARIABLES) {
    const fields = Object.entries(RULE_VARIABLES[name]).map(([key, { type }]) => [key, type])
    const typeName = `${name}Facts`
    environment.registerType(typeName, { ctor: make, fields: Object.fromEntries(fields) })
    environment.registerVariable(name, typeName)
  }
  environment.registerVariable('answers', 'map<string, string>')
  environment.registerFunction('string.like(string): bool', matchesGlob, { async: false })
  return environment
}

/** The library reads fields of a class it knows without looking at each value's type again. */
function makeRecordClass(keys: readonly string[]): new (fields: Fields) => object {
  return class {
    constructor(fields: Fields) {
      const own = this as Record<string, unknown>
      for (const key of keys) own[key] = fields[key]
    }
  }
}

function refuseLong(value: unknown): void {
  if (!Array.isArray(value) || value.length <= RULES_LIMITS.listItems) return
  throw new RangeError(`a list that rules look at may have ${RULES_LIMITS.listItems} items`)
}

/** The library's errors carry a summary in one line and the range it is about. */
function readFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  const { code, summary, range } = error as {
    readonly code?: string
    readonly summary?: string
    readonly range?: { readonly start: number }
  }
  const told = summary ?? String(error)
  const message =
    code === 'no_such_key'
      ? told.replace(/^No such key: (.*)$/s, '`$1` is not known')
      : `${told.replace(/^No such key: /, '')}${MIXES_NUMBERS.test(told) ? ': write `1.0`, or `double(…)`' : ''}`
  return new Fault(range?.start ?? 0, message)
}
