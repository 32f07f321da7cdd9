/** What the expressions of custom rules can see and call: the one table for checking, completion and documents. */

/** CEL's types: `int` is 64 bits wide, so a bigint here; money is a double in whole units of the currency. */
interface Types {
  readonly string: string
  readonly bool: boolean
  readonly int: bigint
  readonly double: number
  readonly 'list<string>': readonly string[]
}

interface Field {
  readonly type: keyof Types
  readonly about: string
  /** May be unknown; to look at it then is an error, which `job.counted && …` avoids. */
  readonly unknown?: true
}

/** Everything as it is when the rule is reached: what rules before it changed is changed. */
export const RULE_VARIABLES = {
  job: {
    name: { type: 'string', about: 'name of the document' },
    language: { type: 'string', about: 'page language of the document, like `pdf`, or `unknown`' },
    bytes: { type: 'int', about: 'size of the documents' },
    documents: { type: 'int', about: 'number of documents in the job' },
    authenticated: { type: 'bool', about: 'the print system proved whose job it is' },
    duplicate: { type: 'bool', about: 'the same person just printed the same' },
    copies: { type: 'int', about: 'copies asked for' },
    duplex: { type: 'bool', about: 'will print on both sides' },
    grayscale: {
      type: 'bool',
      about: 'will print without color, because it was asked for or forced',
    },
    paperSizes: {
      type: 'list<string>',
      about: 'paper sizes of the pages, like `A4`, `A3`, `Letter`, or `210x210mm` without a name',
    },
    counted: { type: 'bool', about: 'the pages, and which are in color, are known' },
    pages: { type: 'int', about: 'pages of the document', unknown: true },
    sides: { type: 'int', about: 'sides that will be printed, copies included', unknown: true },
    sheets: { type: 'int', about: 'sheets of paper, copies included', unknown: true },
    colorSides: { type: 'int', about: 'printed sides that hold color', unknown: true },
    color: { type: 'bool', about: 'at least one printed side holds color', unknown: true },
    cost: { type: 'double', about: 'what it costs so far', unknown: true },
  },
  user: {
    name: { type: 'string', about: 'sign-in name in lower case; of a guest as claimed' },
    known: { type: 'bool', about: 'false for guests' },
    groups: { type: 'list<string>', about: 'groups of the user; none for guests' },
    restricted: { type: 'bool', about: 'cannot spend more than there is' },
  },
  printer: {
    id: { type: 'string', about: 'like `office@main`' },
    queue: { type: 'string', about: 'name of the print queue, like `office`' },
    site: { type: 'string', about: 'short name of the site, like `main`' },
    colorMode: { type: 'string', about: '`page`, `document` or `grayscale`' },
  },
  account: {
    id: {
      type: 'string',
      about: 'account that would pay as it stands, like `user:alice`; empty = none',
    },
    name: { type: 'string', about: 'its name' },
    kind: { type: 'string', about: '`personal`, `shared`, or empty' },
    balance: {
      type: 'double',
      about: 'what is posted, without what is held; 0 without an account',
    },
    available: { type: 'double', about: 'what can be spent: balance − held + overdraft' },
  },
  client: {
    running: { type: 'bool', about: 'the user has the page or the client open, so can be asked' },
  },
  time: {
    year: { type: 'int', about: 'year in the time zone of the tenant' },
    month: { type: 'int', about: 'month, 1 to 12' },
    day: { type: 'int', about: 'day of the month, 1 to 31' },
    weekday: { type: 'int', about: 'day of the week, 1 = Monday to 7 = Sunday' },
    hour: { type: 'int', about: 'hour, 0 to 23' },
    minute: { type: 'int', about: 'minute, 0 to 59' },
    date: { type: 'string', about: 'like `2026-11-21`; dates compare as text' },
    clock: { type: 'string', about: 'like `07:45`; times compare as text' },
  },
} as const satisfies Record<string, Record<string, Field>>

/** By prompt: `"rule:big-job" in answers`, `answers["rule:big-job"] == "gray"`. */
export const ANSWERS_ABOUT = 'what the user answered so far, by prompt: `rule:<id of the rule>`'

type ValueOf<Of extends Field> = Of extends { readonly unknown: true }
  ? Types[Of['type']] | undefined
  : Types[Of['type']]
type Table = typeof RULE_VARIABLES

/** What the engine hands to a rule. A field that is `undefined` is not known. */
export type RuleVariables = {
  readonly [Name in keyof Table]: {
    readonly [Key in keyof Table[Name]]: Table[Name][Key] extends Field
      ? ValueOf<Table[Name][Key]>
      : never
  }
} & { readonly answers: Readonly<Record<string, string>> }

/** Every function that an expression may call; `matches` is not among them, as no bound on its time is known. */
export const RULE_FUNCTIONS = [
  { name: 'has', signature: 'has(job.sides): bool', about: 'whether the field is known' },
  {
    name: 'size',
    signature: 'size(list or string): int',
    about: 'number of items or characters; also `list.size()`',
  },
  { name: 'int', signature: 'int(double or string): int', about: 'without the fraction' },
  { name: 'double', signature: 'double(int or string): double', about: 'to calculate with money' },
  { name: 'string', signature: 'string(any): string', about: 'as text' },
  { name: 'startsWith', signature: 'string.startsWith(string): bool', about: 'begins so' },
  { name: 'endsWith', signature: 'string.endsWith(string): bool', about: 'ends so' },
  { name: 'contains', signature: 'string.contains(string): bool', about: 'has it somewhere' },
  {
    name: 'like',
    signature: 'string.like(pattern): bool',
    about: 'whole text fits, without case: `*` is any run, `?` any one character',
  },
  { name: 'lowerAscii', signature: 'string.lowerAscii(): string', about: 'in lower case' },
  { name: 'upperAscii', signature: 'string.upperAscii(): string', about: 'in upper case' },
  { name: 'trim', signature: 'string.trim(): string', about: 'without spaces at both ends' },
  { name: 'all', signature: 'list.all(x, bool): bool', about: 'true of every item' },
  { name: 'exists', signature: 'list.exists(x, bool): bool', about: 'true of at least one item' },
  { name: 'exists_one', signature: 'list.exists_one(x, bool): bool', about: 'true of exactly one' },
  { name: 'filter', signature: 'list.filter(x, bool): list', about: 'the items it is true of' },
] as const
export type RuleFunction = (typeof RULE_FUNCTIONS)[number]['name']
