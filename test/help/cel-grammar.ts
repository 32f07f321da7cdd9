// Expressions by chance, of every type that rules know, and facts to look at: what the guard lets in must mean what CEL says.
import type { RuleVariables } from '#shared/contracts/rule-variables.ts'
import type { Chance } from './seeded.ts'

type Kind = 'bool' | 'int' | 'double' | 'string' | 'list'
type Make = (one: Drawing) => string

/** One expression being drawn; deeper ones get simpler. */
interface Drawing {
  readonly chance: Chance
  readonly depth: number
  /** Variable of the walk that this is in. */
  readonly walk: string | null
}

export function drawExpression(chance: Chance, depth: number): string {
  return draw('bool', { chance, depth, walk: null })
}

function draw(kind: Kind, one: Drawing): string {
  const choices = one.depth <= 0 ? LEAVES[kind] : [...LEAVES[kind], ...BRANCHES[kind]]
  return pick(choices, one.chance)({ ...one, depth: one.depth - 1 })
}

function pick<Choice>(choices: readonly Choice[], chance: Chance): Choice {
  return choices[chance.below(choices.length)]!
}

const literal =
  (...texts: readonly string[]): Make =>
  ({ chance }) =>
    pick(texts, chance)
const binary =
  (kind: Kind, ...operators: readonly string[]): Make =>
  (one) =>
    `(${draw(kind, one)} ${pick(operators, one.chance)} ${draw(kind, one)})`
const method =
  (name: string, kind: Kind): Make =>
  (one) =>
    `${draw('string', one)}.${name}(${draw(kind, one)})`
const choice =
  (kind: Kind): Make =>
  (one) =>
    `(${draw('bool', one)} ? ${draw(kind, one)} : ${draw(kind, one)})`
const index =
  (kind: Kind, ...lists: readonly string[]): Make =>
  (one) =>
    `${pick(lists, one.chance)}[${kind === 'string' ? draw('int', one) : '0'}]`
const walked: Make = (one) => {
  if (one.walk !== null) return draw('bool', one)
  const name = pick(['all', 'exists', 'exists_one'], one.chance)
  return `${draw('list', one)}.${name}(g, ${draw('bool', { ...one, walk: 'g' })})`
}

const LEAVES: Readonly<Record<Kind, readonly Make[]>> = {
  bool: [literal('true', 'false', 'job.color', 'job.duplex', 'user.known', 'client.running')],
  int: [
    literal('0', '1', '-1', '7', '9223372036854775807', '9007199254740993'),
    literal('job.pages', 'job.sides', 'job.bytes', 'time.hour', 'job.colorSides'),
  ],
  double: [literal('0.0', '1.5', '-2.25', '1e300', 'job.cost', 'account.available')],
  string: [
    literal('""', '"a"', '"A4"', '"staff"', '"grün"', "'\\n'", '"😀x"', 'r"\\d"'),
    literal('job.name', 'user.name', 'time.clock', 'printer.queue'),
    ({ walk }) => walk ?? '"walk"',
  ],
  list: [literal('user.groups', 'job.paperSizes', '["a", "b"]')],
}
const BRANCHES: Readonly<Record<Kind, readonly Make[]>> = {
  bool: [
    binary('bool', '&&', '||', '==', '!='),
    binary('bool', '&&', '||'),
    (one) => `!(${draw('bool', one)})`,
    binary('int', '<', '<=', '>', '>=', '==', '!='),
    binary('double', '<', '<=', '>', '>=', '==', '!='),
    binary('string', '<', '<=', '>', '>=', '==', '!='),
    binary('list', '==', '!='),
    method('startsWith', 'string'),
    method('endsWith', 'string'),
    method('contains', 'string'),
    (one) => `(${draw('string', one)} in ${draw('list', one)})`,
    (one) => `(${draw('string', one)} in answers)`,
    literal('has(job.sides)', 'has(answers.x)', 'has(job.cost)'),
    choice('bool'),
    walked,
    walked,
  ],
  int: [
    binary('int', '+', '-', '*', '/', '%'),
    (one) => `size(${draw(pick(['string', 'list'] as const, one.chance), one)})`,
    (one) => `${draw('list', one)}.size()`,
    // Only of what is drawn at once: the oracle does not see that the least of all whole numbers has no other sign.
    (one) => `-(${draw('int', { ...one, depth: 0 })})`,
    choice('int'),
  ],
  double: [
    binary('double', '+', '-', '*', '/'),
    (one) => `double(${draw('int', one)})`,
    (one) => `-(${draw('double', one)})`,
    choice('double'),
  ],
  string: [
    binary('string', '+'),
    (one) => `string(${draw(pick(['int', 'bool', 'string'] as const, one.chance), one)})`,
    index('string', 'user.groups', 'job.paperSizes'),
    literal('answers["rule:x"]', 'answers["none"]', 'answers.y'),
    choice('string'),
  ],
  list: [
    (one) => `[${draw('string', one)}, ${draw('string', one)}]`,
    (one) =>
      one.walk === null
        ? `${draw('list', one)}.filter(g, ${draw('bool', { ...one, walk: 'g' })})`
        : draw('list', one),
  ],
}

/** An ordinary job; `part` in place of its own. */
export function makeRuleVariables(
  part: { readonly [Name in keyof RuleVariables]?: Partial<RuleVariables[Name]> } = {},
): RuleVariables {
  return {
    job: {
      name: 'Prüfung 7.docx',
      language: 'pdf',
      bytes: 123_456n,
      documents: 1n,
      authenticated: true,
      duplicate: false,
      counted: true,
      copies: 2n,
      duplex: false,
      grayscale: false,
      paperSizes: ['A4', 'A3'],
      pages: 12n,
      sides: 24n,
      sheets: 24n,
      colorSides: 4n,
      color: true,
      cost: 1.84,
      ...part.job,
    },
    user: {
      name: 'alice',
      known: true,
      groups: ['staff', 'grün', ''],
      restricted: true,
      ...part.user,
    },
    printer: {
      id: 'office@main',
      queue: 'office',
      site: 'main',
      colorMode: 'page',
      ...part.printer,
    },
    account: {
      id: 'user:alice',
      name: 'alice',
      kind: 'personal',
      balance: 10,
      available: 12.5,
      ...part.account,
    },
    client: { running: true, ...part.client },
    time: {
      year: 2026n,
      month: 1n,
      day: 5n,
      weekday: 1n,
      hour: 7n,
      minute: 45n,
      date: '2026-01-05',
      clock: '07:45',
      ...part.time,
    },
    answers: (part.answers as Readonly<Record<string, string>>) ?? { 'rule:x': 'yes', y: 'a' },
  }
}
