// A complete decision input from the parts that a test cares about; the rest is an ordinary three-page job of alice's.
import type { AccountStanding, DecisionInput, UserStanding } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { PRINTER_POLICY_DEFAULT, type PrinterPolicy } from '#shared/contracts/printer.ts'
import { type CustomRule, ruleSet } from '#shared/contracts/rules.ts'
import { type TenantSettings, tenantSettings } from '#shared/contracts/tenant.ts'

/** Objects are merged part by part; `null` and lists replace. */
export interface DecisionParts {
  readonly facts?: Parts<JobFacts>
  readonly currency?: string
  readonly settings?: Parts<TenantSettings>
  readonly printer?: Parts<PrinterPolicy> | null
  readonly user?: Parts<UserStanding> | null
  /** Of the one personal account; null = there is none. */
  readonly account?: Parts<AccountStanding> | null
  /** Instead of the one. */
  readonly accounts?: readonly Parts<AccountStanding>[]
  readonly ruleAccounts?: readonly Parts<AccountStanding>[]
  readonly split?: DecisionInput['split']
  /** Version 1 of a rule set with these rules. */
  readonly rules?: readonly CustomRule[]
  /** The ordinary printer, but for these parts. */
  readonly targets?: readonly {
    readonly printerId: string
    readonly policy?: Parts<PrinterPolicy>
    readonly jobsWaiting?: number
  }[]
  readonly answers?: DecisionInput['answers']
  readonly duplicateOf?: string | null
  readonly client?: DecisionInput['client']
  readonly now?: string
  readonly utcOffsetMinutes?: number
}
type Parts<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Parts<T[K]> }
    : T

const ORDINARY_ACCOUNT: AccountStanding = {
  id: 'user:alice',
  kind: 'personal',
  name: 'alice',
  postedMinor: 100_000n,
  heldMinor: 0n,
  overdraftMinor: 0n,
  restricted: true,
  disabled: false,
  pin: false,
  priority: 0,
}

const ORDINARY: DecisionInput = {
  facts: {
    jobId: '01K0000000ABCDEFGHJKMNPQRS',
    printerId: 'office@main',
    owner: { name: 'alice', identity: 'claimed', forged: false },
    documentName: 'three-pages.pdf',
    document: {
      count: 1,
      language: 'pdf',
      pages: { value: 3, known: 'exact' },
      colorPages: { value: 0, known: 'exact', ranges: '' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 3 }],
      bytes: 12_345,
      sha256: 'a'.repeat(64),
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
    createdAt: '2026-01-05T08:00:00Z',
  },
  currency: 'EUR',
  settings: tenantSettings.parse({ flatPrice: '0.50' }),
  printer: {
    ...PRINTER_POLICY_DEFAULT,
    prices: {
      model: 'simple',
      gray: { simplex: '0.05', duplex: '0.04' },
      color: { simplex: '0.20', duplex: '0.18' },
    },
  },
  user: {
    username: 'alice',
    groups: ['pupils'],
    disabled: false,
    restricted: true,
    exempt: false,
    costRatePercent: 100,
    selection: 'automatic',
    defaultAccount: null,
  },
  accounts: [ORDINARY_ACCOUNT],
  ruleAccounts: [],
  split: null,
  rules: null,
  targets: [],
  answers: {},
  duplicateOf: null,
  client: { running: false },
  utcOffsetMinutes: 0,
  now: '2026-01-05T08:00:01Z',
}

export function makeDecisionInput(parts: DecisionParts = {}): DecisionInput {
  const { account, accounts, ruleAccounts, rules, targets, ...rest } = parts
  const one = account === null ? [] : [merge(ORDINARY_ACCOUNT, account)]
  const merged = merge(ORDINARY, rest) as DecisionInput
  const all = (list: readonly unknown[]) => list.map((part) => merge(ORDINARY_ACCOUNT, part))
  return {
    ...merged,
    accounts: (accounts === undefined ? one : all(accounts)) as AccountStanding[],
    ruleAccounts: all(ruleAccounts ?? []) as AccountStanding[],
    rules: rules === undefined ? null : { version: 1, document: ruleSet.parse({ rules }) },
    targets: (targets ?? []).map(({ printerId, policy, jobsWaiting = 0 }) => ({
      printerId,
      policy: merge(ORDINARY.printer, policy) as PrinterPolicy,
      jobsWaiting,
    })),
  }
}

function merge(whole: unknown, part: unknown): unknown {
  if (part === undefined) return whole
  if (!isPlain(whole) || !isPlain(part)) return part
  const keys = new Set([...Object.keys(whole), ...Object.keys(part)])
  return Object.fromEntries([...keys].map((key) => [key, merge(whole[key], part[key])]))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
