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
import { PRINTER_POLICY_DEFAULT, type PrinterPolicy } from '#shared/contracts/printer.ts'
import type { CaseGiven, RuleSet } from '#shared/contracts/rules.ts'
import { tenantSettings } from '#shared/contracts/tenant.ts'
import { needsOf } from '../rule-needs.ts'

const PLENTY_MINOR = parseAmount('100.00')
/** A page costs something, so that a case about money shows it; color costs more. */
const ORDINARY_POLICY: PrinterPolicy = {
  ...PRINTER_POLICY_DEFAULT,
  prices: {
    model: 'simple',
    gray: { simplex: '0.05', duplex: '0.04' },
    color: { simplex: '0.20', duplex: '0.18' },
  },
}
const ORDINARY_USER: UserStanding = {
  username: 'alice',
  groups: [],
  disabled: false,
  restricted: true,
  exempt: false,
  costRatePercent: 100,
  selection: 'automatic',
  defaultAccount: null,
}
/** One gray A4 page by alice, on a Monday at noon, in UTC. */
const ORDINARY: DecisionInput = {
  facts: {
    jobId: '01K0000000ABCDEFGHJKMNPQRS',
    printerId: 'office@main',
    owner: { name: 'alice', identity: 'authenticated', forged: false },
    documentName: 'document.pdf',
    document: {
      count: 1,
      language: 'pdf',
      pages: { value: 1, known: 'exact' },
      colorPages: { value: 0, known: 'exact', ranges: '' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 1 }],
      bytes: 100_000,
      sha256: '0'.repeat(64),
      problem: null,
    },
    ticket: {
      copies: 1,
      duplex: false,
      grayscale: false,
      pagesPerSide: 1,
      pageRanges: '',
      collate: true,
    },
    printsSeveralDocuments: false,
    createdAt: '2026-01-05T12:00:00.000Z',
  },
  currency: 'EUR',
  settings: tenantSettings.parse({ unknownUser: 'guest' }),
  printer: ORDINARY_POLICY,
  user: ORDINARY_USER,
  accounts: [makeAccount(userAccountId('alice'), 'personal')],
  ruleAccounts: [],
  split: null,
  rules: null,
  targets: [],
  answers: {},
  duplicateOf: null,
  client: { running: true },
  now: '2026-01-05T12:00:00.000Z',
  utcOffsetMinutes: 0,
}

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

function makeAccount(id: string, kind: AccountStanding['kind']): AccountStanding {
  return {
    id,
    kind,
    name: id.slice(id.indexOf(':') + 1),
    postedMinor: PLENTY_MINOR,
    heldMinor: 0n,
    overdraftMinor: 0n,
    restricted: true,
    disabled: false,
    pin: false,
    priority: 0,
  }
}

function kindOf(id: string): AccountStanding['kind'] {
  return id.startsWith('user:') ? 'personal' : 'shared'
}

function makeTarget(printerId: string, policy: PrinterPolicy): RedirectTarget {
  return { printerId, policy, jobsWaiting: 0 }
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
