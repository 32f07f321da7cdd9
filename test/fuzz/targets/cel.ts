// Expressions of custom rules: refused with a place, or let in, bounded, and the same each time, on the worst of facts.
import { drawExpression, makeRuleVariables } from '#help/cel-grammar.ts'
import type { Chance } from '#help/seeded.ts'
import type { RuleVariables } from '#shared/contracts/rule-variables.ts'
import { RULES_LIMITS } from '#shared/contracts/rules.ts'
import {
  type BoundVariables,
  bindVariables,
  CelError,
  compileExpression,
  Fault,
} from '#shared/decision/cel/guard.ts'
import { type Target, textSeed, type Verdict, wordsOf } from '../target.ts'

const DEPTH = 7

export const celTarget: Target = {
  about: 'expressions of custom rules, let in and run on the longest lists and texts',
  seeds: [
    textSeed('job.sides > 100 && !("staff" in user.groups)'),
    textSeed('user.groups.exists(g, g.like("*a*a*a*b") || job.name.startsWith(g))'),
    textSeed('has(job.cost) ? job.cost * 1.5 > account.available : size(job.paperSizes) == 1'),
    textSeed('[user.groups, ["a"]].all(l, "b" in l) || ["a", "b"][int(user.name)] == "b"'),
    textSeed('answers["rule:big"] == "gray" && time.clock >= "18:00" && job.copies % 2 == 0'),
    textSeed('user.groups.filter(g, g.startsWith("a")).filter(g, g.endsWith("b")).size() > 3'),
  ],
  words: wordsOf(
    'job. user.groups .exists( .all( .filter( .exists_one( .map( .matches( .like( cel.bind( has( size( ) ( [ ] { } , : ? ' +
      '&& || ! == != < <= in + - * / % "a" "*a*a*b" r"\\" b"a" 1 1u 1.5 -9223372036854775808 1e309 0xff null true ' +
      'g x __proto__ constructor type( dyn( timestamp( duration( string( int( // """ \\u0000',
  ),
  check,
}

/** Beside each broken expression a whole one that is drawn by chance. */
function check(input: Uint8Array, chance: Chance): Verdict {
  const drawn = checkOne(drawExpression(chance, DEPTH))
  return drawn.fault === null ? checkOne(Buffer.from(input).toString()) : drawn
}

function checkOne(source: string): Verdict {
  const compiled = compileExpression(source)
  if (compiled instanceof Fault) {
    const { start } = compiled
    const inside = start >= 0 && start <= source.length
    return { reached: false, fault: inside ? null : `a fault at ${start} of ${source.length}` }
  }
  const looks = { count: 0 }
  const variables = makeWorst(looks)
  const results = [evaluate(compiled.matches, variables), evaluate(compiled.matches, variables)]
  if (results[0] !== results[1]) return { reached: true, fault: `gave ${results.join(' and ')}` }
  // Both runs looked at every item as often as the steps allow, at most.
  const fault = looks.count > 2 * compiled.steps ? `looked ${looks.count} times` : null
  return { reached: true, fault: compiled.steps > RULES_LIMITS.expressionSteps ? 'steps' : fault }
}

function evaluate(matches: (variables: BoundVariables) => boolean, variables: BoundVariables) {
  try {
    const result = matches(variables)
    return typeof result === 'boolean' ? result : 'no boolean'
  } catch (error) {
    if (error instanceof CelError) return error.message
    throw error
  }
}

/** The longest lists and texts that the limits allow, alike enough that nothing is decided early. */
function makeWorst(looks: { count: number }): BoundVariables {
  const name = 'a'.repeat(255)
  const list = (length: number) =>
    counting(
      Array.from({ length }, () => 'a'.repeat(100)),
      looks,
    )
  const part: Partial<RuleVariables['job']> = { name, paperSizes: list(32) }
  const user = { name: 'a'.repeat(128), groups: list(RULES_LIMITS.listItems) }
  return bindVariables(makeRuleVariables({ job: part, user }))
}

/** Counts every item that is read. */
function counting(items: readonly string[], looks: { count: number }): readonly string[] {
  return new Proxy(items, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks.count++
      return Reflect.get(target, key, receiver)
    },
  })
}
