// What an expression may be: what the guard lets in, what it refuses and where it says that this is.
import { describe, expect, it } from 'vitest'
import { makeRuleVariables } from '#help/cel-grammar.ts'
import { RULE_FUNCTIONS, RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'
import { RULES_LIMITS } from '#shared/contracts/rules.ts'
import {
  bindVariables,
  CelError,
  compileExpression,
  Fault,
  positionOf,
} from '#shared/decision/cel/guard.ts'

const ordinary = makeRuleVariables()

function evaluate(source: string, variables = ordinary): boolean {
  const compiled = compileExpression(source)
  if (compiled instanceof Fault) throw compiled
  return compiled.matches(bindVariables(variables))
}

describe('an expression that is let in', () => {
  it.each([
    ['job.pages == 12 && job.sides > job.pages', true],
    ['job.cost > 1', true],
    ['job.cost == 1.84', true],
    ['double(job.sides) * 0.5 == 12.0', true],
    ['job.name.like("*.DOCX")', true],
    ['job.name.contains("Prüf") && job.name.lowerAscii().startsWith("prüf")', true],
    ['"staff" in user.groups', true],
    ['user.groups.exists(g, g.startsWith("st"))', true],
    ['user.groups.exists(g, job.name.startsWith(g + "-"))', false],
    ['user.groups.filter(g, g != "").size() == 2', true],
    ['job.paperSizes.all(size, size in ["A4", "A3"])', true],
    ['user.groups.exists_one(g, g == "staff")', true],
    ['answers["rule:x"] == "yes"', true],
    ['"rule:none" in answers', false],
    ['time.clock >= "07:30" && time.weekday <= 5', true],
    ['has(job.sides) ? job.sides > 20 : false', true],
  ])('%s → %s', (source, expected) => {
    expect(evaluate(source)).toBe(expected)
  })

  it.each(
    Object.entries(RULE_VARIABLES).flatMap(([variable, fields]) =>
      Object.keys(fields).map((field) => `${variable}.${field}`),
    ),
  )('may look at %s', (path) => {
    expect(evaluate(`${path} == ${path}`)).toBe(true)
  })

  it('may call every function of the table', () => {
    const calls = [
      'has(job.sides) && size("ab") == 2 && int("7") == 7 && double("1.5") == 1.5',
      'string(7) == "7" && "abc".startsWith("a") && "abc".endsWith("c") && "abc".contains("b")',
      '"abc".like("A?c") && "aB".lowerAscii() == "ab" && "aB".upperAscii() == "AB"',
      '" a ".trim() == "a" && [1].all(x, x > 0) && [1].exists(x, x > 0)',
      '[1].exists_one(x, x > 0) && [1].filter(x, x > 0) == [1]',
    ]
    const source = calls.join(' && ')
    expect(evaluate(source)).toBe(true)
    for (const { name } of RULE_FUNCTIONS) expect(source).toContain(`${name}(`)
  })
})

describe('an expression that is refused', () => {
  const many = Array.from({ length: 70 }, () => 'job.color').join(' && ')
  it.each([
    ['', 0, 'Unexpected token: EOF'],
    ['job.pages >', 11, 'Unexpected token: EOF'],
    ['job.pages = 1', 10, 'Unexpected character: ='],
    ['job.pages', 0, 'must be true or false, but is of type `int`'],
    ['"a" + 1 == "a1"', 0, 'no such overload: string + int'],
    ['job.cost == 1', 0, 'no such overload: double == int: write `1.0`, or `double(…)`'],
    ['job.page > 1', 4, '`job` has no field `page`'],
    ['job.constructor == 1', 4, '`job` has no field `constructor`'],
    ['job.__proto__ == 1', 4, '`job` has no field `__proto__`'],
    ['{"a": 1}["a"] == 1', 0, 'maps cannot be written here'],
    ['null == null', 0, 'only texts in quotes, numbers, `true` and `false` can be written here'],
    [
      'job.sides == 7u',
      13,
      'only texts in quotes, numbers, `true` and `false` can be written here',
    ],
    ['job', 0, 'name a field, like `job.name`'],
    ['jobs.pages > 1', 0, 'there is no variable `jobs`'],
    [
      'job.name.matches("(a+)+$")',
      9,
      '`matches` has no bound on its time: use `like` with `*` and `?`',
    ],
    ['user.groups.map(g, g).size() > 1', 12, 'there is no function `map` here'],
    ['cel.bind(x, 1, x > 0)', 4, 'there is no function `bind` here'],
    ['timestamp(time.date) == timestamp("")', 0, 'there is no function `timestamp` here'],
    ['type(1) == int', 0, 'there is no function `type` here'],
    ['job.name.like(user.name)', 14, '`like` needs its pattern as text in quotes'],
    [`job.name.like("${'*'.repeat(201)}")`, 14, 'the pattern is longer than 200 characters'],
    [
      'user.groups.all(g, job.paperSizes.exists(s, s == g))',
      34,
      '`exists` cannot stand inside another walk through a list',
    ],
    ['user.groups.exists(job, true)', 19, '`job` is the name of a variable already'],
    ['job.pages.exists(x, true)', 0, '`exists` needs a list'],
    ['user.groups + user.groups == []', 0, 'lists cannot be added'],
    [
      'user.groups.all(g, g in job.paperSizes)',
      0,
      'the expression could take 752001 steps, more than the 100000',
    ],
    [many, 0, 'Exceeded maxAstNodes (200)'],
    [`${'('.repeat(31)}true${')'.repeat(31)}`, 0, 'Exceeded maxDepth (30)'],
    [`"${'a'.repeat(2_048)}" == ""`, 0, 'an expression may have 2048 characters'],
  ])('%.60s', (source, start, message) => {
    const fault = compileExpression(source)
    expect(fault).toBeInstanceOf(Fault)
    const { message: told, start: where } = fault as Fault
    expect(told).toBe(message)
    if (!message.startsWith('Exceeded')) expect(where).toBe(start)
  })

  it('is found at line and column as editors count them', () => {
    const source = 'job.color\n  && job.page > 1'
    const { start } = compileExpression(source) as Fault
    expect(positionOf(source, start)).toEqual({ line: 2, column: 10 })
  })
})

describe('an expression that cannot be evaluated', () => {
  const uncounted = makeRuleVariables({
    job: { counted: false, pages: undefined, sides: undefined, cost: undefined },
  })
  it.each([
    ['job.sides > 100', '1:5: `sides` is not known'],
    ['true\n  && job.cost > 1.0', '2:10: `cost` is not known'],
    ['answers["rule:none"] == "yes"', '1:1: `rule:none` is not known'],
    ['job.bytes / 0 == 1', '1:1: division by zero'],
    ['-(-9223372036854775807 - 1) > 0', '1:1: the number leaves 64 bits'],
    ['job.bytes * 9223372036854775807 > 0', '1:1: the number leaves 64 bits'],
    ['int(1e300) > 0', '1:1: the number leaves 64 bits'],
    ['int(0.0 / 0.0) > 0', '1:1: `NaN` is no whole number'],
    ['int(job.name) > 0', '1:1: the text is no whole number'],
    ['double(job.name) > 0.0', '1:1: the text is no number'],
    ['user.groups[9] == "a"', '1:1: there is no item 9: the list has 3'],
  ])('%s says where and why', (source, message) => {
    const evaluating = () => evaluate(source, uncounted)
    expect(evaluating).toThrow(CelError)
    expect(evaluating).toThrow(message)
  })

  it.each(['job.counted && job.sides > 100', 'has(job.sides) && job.sides > 100'])(
    '%s asks first, and is false',
    (source) => {
      expect(evaluate(source, uncounted)).toBe(false)
    },
  )
})

it('no list is longer than what expressions were bounded for', () => {
  const groups = Array.from({ length: RULES_LIMITS.listItems + 1 }, () => 'a')
  expect(() => bindVariables(makeRuleVariables({ user: { groups } }))).toThrow(RangeError)
})
