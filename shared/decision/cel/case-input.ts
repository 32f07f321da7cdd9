/** A whole decision input from the parts that a case names; the rest is an ordinary job. */

import { parseAmount } from '#shared/contracts/amounts.ts'
import type {
  AccountStanding,
  DecisionInput,
  RedirectTarget,
  UserStanding,
} from '#shared/contracts/decision.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { PrinterPolicy } from '#shared/contracts/printer.ts'
import type { CaseGiven, RuleSet } from '#shared/contracts/rules.ts'
import { needsOf } from '../rule-needs.ts'
import {
  kindOf,
  makeAccount,
  makeTarget,
  ORDINARY,
  ORDINARY_POLICY,
  ORDINARY_USER,
} from './ordinary-input.ts'

/** Pure. Accounts and printers that the rules name but nobody gave are there, with money and the ordinary prices. */
export function makeCaseInput(given: CaseGiven, document: RuleSet): DecisionInput {
  const named = needsOf(document)
  const base: DecisionInput = {
    ...ORDINARY,
    ruleAccounts: named.accounts.map((id) => makeAccount(id, kindOf(id))),
    targets: named.printers.map((id) => makeTarget(id, ORDINARY_POLICY)),
  }
  return { ...applyGiven(base, given), rules: { version: 1, document } }
}

/** Pure. The input with the given parts in place of its own. */
export function applyGiven(input: DecisionInput, given: CaseGiven): DecisionInput {
  const user = given.user === undefined ? input.user : mergeUser(input.user, given.user)
  const now = given.now ?? null
  return {
    ...input,
    facts: mergeFacts(input.facts, given, user),
    printer:
      given.printer === undefined ? input.printer : mergePolicy(input.printer, given.printer),
    user,
    accounts: mergeAccounts(input, given, user),
    ruleAccounts: mergeById(input.ruleAccounts, givenAccounts(given), (one) => one.id),
    targets: mergeTargets(input.targets, given.targets ?? []),
    answers: given.answers ?? input.answers,
    duplicateOf: mergeDuplicate(input, given.job?.duplicate),
    client: given.client ?? input.client,
    ...(now === null ? {} : { now: formatUtc(now), utcOffsetMinutes: offsetOf(now) }),
  }
}

function mergeFacts(facts: JobFacts, given: CaseGiven, user: UserStanding | null): JobFacts {
  const { job = {} } = given
  const name = given.user === undefined ? facts.owner.name : (user?.username ?? 'guest')
  const before = facts.document
  const pages = job.pages === undefined ? before.pages : countOf(job.pages)
  // Who says how many pages there are, but not which are in color, means none; nobody can see color uncounted.
  const color = job.colorPages ?? (job.pages === null ? null : undefined)
  const keeps = job.pages === undefined && job.colorPages === undefined
  const sized = job.widthPt !== undefined || job.heightPt !== undefined || job.pages !== undefined
  const [first] = before.pageSizes
  return {
    ...facts,
    printerId: given.printer?.id ?? facts.printerId,
    owner: { ...facts.owner, name },
    documentName: job.name ?? facts.documentName,
    document: {
      ...before,
      language: job.language ?? before.language,
      bytes: job.bytes ?? before.bytes,
      pages,
      colorPages: keeps
        ? before.colorPages
        : { ...countOf(color === undefined ? 0 : color), ranges: '' },
      pageSizes: sized
        ? [
            {
              widthPt: job.widthPt ?? first?.widthPt ?? 595,
              heightPt: job.heightPt ?? first?.heightPt ?? 842,
              pages: pages.value ?? 0,
            },
          ]
        : before.pageSizes,
    },
    ticket: {
      ...facts.ticket,
      copies: job.copies ?? facts.ticket.copies,
      duplex: job.duplex ?? facts.ticket.duplex,
      grayscale: job.grayscale ?? facts.ticket.grayscale,
    },
  }
}

function countOf(value: number | null): { value: number | null; known: 'exact' | 'unknown' } {
  return { value, known: value === null ? 'unknown' : 'exact' }
}

function mergeUser(
  user: UserStanding | null,
  given: NonNullable<CaseGiven['user']> | null,
): UserStanding | null {
  if (given === null) return null
  const before = user ?? ORDINARY_USER
  return {
    ...before,
    username: given.name?.toLowerCase() ?? before.username,
    groups: given.groups ?? before.groups,
    restricted: given.restricted ?? before.restricted,
    disabled: given.disabled ?? before.disabled,
  }
}

/** The personal account takes the given balance; of a guest the guests' account pays. */
function mergeAccounts(
  input: DecisionInput,
  given: CaseGiven,
  user: UserStanding | null,
): readonly AccountStanding[] {
  const accounts = given.user === undefined ? input.accounts : ownAccounts(input, given, user)
  return mergeById(accounts, givenAccounts(given), (one) => one.id)
}

function ownAccounts(
  input: DecisionInput,
  { user: given }: CaseGiven,
  user: UserStanding | null,
): readonly AccountStanding[] {
  if (user === null) return [makeAccount('shared:guests', 'shared')]
  const [first = makeAccount('', 'personal'), ...others] = input.accounts
  const { balance, overdraft } = given ?? {}
  return [
    {
      ...first,
      id: input.user === null ? userAccountId(user.username) : renamed(first.id, input, user),
      postedMinor: balance === undefined ? first.postedMinor : parseAmount(balance),
      overdraftMinor: overdraft === undefined ? first.overdraftMinor : parseAmount(overdraft),
    },
    ...others,
  ]
}

function renamed(id: string, input: DecisionInput, user: UserStanding): string {
  const own = input.user !== null && id === userAccountId(input.user.username)
  return own ? userAccountId(user.username) : id
}

function givenAccounts(given: CaseGiven): readonly AccountStanding[] {
  return (given.accounts ?? []).map(({ id, balance }) => ({
    ...makeAccount(id, kindOf(id)),
    postedMinor: parseAmount(balance),
  }))
}

function mergePolicy(
  before: PrinterPolicy | null,
  given: Omit<NonNullable<CaseGiven['printer']>, 'id'>,
): PrinterPolicy {
  const policy = before ?? ORDINARY_POLICY
  const { disabled, colorMode, prices, conversions, failureMode, hold, restrictions } = given
  return {
    disabled: disabled ?? policy.disabled,
    colorMode: colorMode ?? policy.colorMode,
    prices: prices ?? policy.prices,
    restrictions: restrictions ?? policy.restrictions,
    conversions: conversions ?? policy.conversions,
    failureMode: failureMode ?? policy.failureMode,
    hold: hold ?? policy.hold,
  }
}

function mergeTargets(
  targets: readonly RedirectTarget[],
  given: NonNullable<CaseGiven['targets']>,
): readonly RedirectTarget[] {
  const made = given.map((one): RedirectTarget => {
    const before = targets.find((target) => target.printerId === one.id)
    return {
      printerId: one.id,
      policy: mergePolicy(before?.policy ?? null, one),
      jobsWaiting: one.jobsWaiting ?? before?.jobsWaiting ?? 0,
    }
  })
  return mergeById(targets, made, (one) => one.printerId)
}

function mergeDuplicate(input: DecisionInput, duplicate: boolean | undefined): string | null {
  if (duplicate === undefined) return input.duplicateOf
  return duplicate ? (input.duplicateOf ?? input.facts.jobId) : null
}

/** What is given takes the place of what has its id, or stands behind. */
function mergeById<One>(
  before: readonly One[],
  given: readonly One[],
  idOf: (one: One) => string,
): readonly One[] {
  const ids = new Set(before.map(idOf))
  return [
    ...before.map((one) => given.find((other) => idOf(other) === idOf(one)) ?? one),
    ...given.filter((one) => !ids.has(idOf(one))),
  ]
}

function formatUtc(time: string): string {
  return new Date(time).toISOString()
}

/** `+01:30` at the end → 90; `Z` → 0. */
function offsetOf(time: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time) ?? []
  if (sign === undefined) return 0
  const size = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -size : size
}
