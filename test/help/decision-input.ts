// A complete decision input from the parts that a test cares about; the rest is an ordinary three-page job of alice's.
import type { AccountStanding, DecisionInput, UserStanding } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { PrinterPolicy } from '#shared/contracts/printer.ts'
import type { TenantSettings } from '#shared/contracts/tenant.ts'

/** Objects are merged part by part; `null` and lists replace. */
export interface DecisionParts {
  readonly facts?: Parts<JobFacts>
  readonly currency?: string
  readonly settings?: Parts<TenantSettings>
  readonly printer?: Parts<PrinterPolicy> | null
  readonly user?: Parts<UserStanding> | null
  readonly account?: Parts<AccountStanding> | null
}
type Parts<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Parts<T[K]> }
    : T

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
  settings: { unknownUser: 'create', unknownPages: 'hold', flatPrice: '0.50', holdSeconds: 14_400 },
  printer: {
    disabled: false,
    colorMode: 'page',
    prices: {
      model: 'simple',
      gray: { simplex: '0.05', duplex: '0.04' },
      color: { simplex: '0.20', duplex: '0.18' },
    },
    restrictions: { maxPages: null, colorAllowed: 'everyone' },
    conversions: { grayscale: 'nobody', duplex: 'nobody' },
    failureMode: 'closed',
  },
  user: { username: 'alice', groups: ['pupils'], disabled: false, restricted: true },
  account: { id: 'user:alice', postedMinor: 100_000n, heldMinor: 0n, overdraftMinor: 0n },
  now: '2026-01-05T08:00:01Z',
}

export function makeDecisionInput(parts: DecisionParts = {}): DecisionInput {
  return merge(ORDINARY, parts) as DecisionInput
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
