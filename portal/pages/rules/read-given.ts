/** What was typed of a made-up job, as the parts that a case names; what is empty stays as in an ordinary job. */
import type { CaseGiven } from '#shared/contracts/rules.ts'
import { readAmount } from '../../parts/amount.ts'

export interface GivenTyped {
  readonly name: string
  readonly pages: string
  readonly colorPages: string
  readonly copies: string
  readonly duplex: boolean
  readonly uncounted: boolean
  readonly user: string
  readonly groups: string
  readonly balance: string
  readonly printer: string
  /** Like `22:30`; empty = noon. */
  readonly clock: string
}

export const NOTHING_TYPED: GivenTyped = {
  name: '',
  pages: '',
  colorPages: '',
  copies: '',
  duplex: false,
  uncounted: false,
  user: '',
  groups: '',
  balance: '',
  printer: '',
  clock: '',
}

export interface GivenRead {
  readonly given: CaseGiven
  /** Fields that do not fit and are left out. */
  readonly wrong: readonly (keyof GivenTyped)[]
}

/** The Monday of the ordinary job. */
const DAY = '2026-01-05'
const PAGES_LIMIT = 100_000
const COPIES_LIMIT = 9_999
const PRINTER = /^[a-z0-9][a-z0-9._-]*@[a-z0-9][a-z0-9-]*$/i
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

/** Pure. */
export function readGiven(typed: GivenTyped): GivenRead {
  const wrong: (keyof GivenTyped)[] = []
  const number = (key: 'pages' | 'colorPages' | 'copies', least: number, most: number) => {
    const text = typed[key].trim()
    if (text === '') return undefined
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    wrong.push(key)
    return undefined
  }
  const fitting = (key: 'printer' | 'clock', pattern: RegExp) => {
    const text = typed[key].trim()
    if (text === '' || pattern.test(text)) return text || undefined
    wrong.push(key)
    return undefined
  }
  const balance = typed.balance.trim() === '' ? undefined : readAmount(typed.balance)
  if (balance === null) wrong.push('balance')
  const groups = typed.groups
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const clock = fitting('clock', CLOCK)
  const printer = fitting('printer', PRINTER)
  const job = withoutNothing({
    name: typed.name || undefined,
    pages: typed.uncounted ? null : number('pages', 0, PAGES_LIMIT),
    colorPages: typed.uncounted ? undefined : number('colorPages', 0, PAGES_LIMIT),
    copies: number('copies', 1, COPIES_LIMIT),
    duplex: typed.duplex || undefined,
  })
  const user = withoutNothing({
    name: typed.user.trim() || undefined,
    groups: groups.length === 0 ? undefined : groups,
    balance: balance ?? undefined,
  })
  const given = {
    ...(Object.keys(job).length === 0 ? {} : { job }),
    ...(Object.keys(user).length === 0 ? {} : { user }),
    ...(printer === undefined ? {} : { printer: { id: printer } }),
    ...(clock === undefined ? {} : { now: `${DAY}T${clock}:00Z` }),
  }
  return { given: given as CaseGiven, wrong }
}

const withoutNothing = (parts: object): object =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
