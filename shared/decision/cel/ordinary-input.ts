/** The ordinary job that a case changes parts of. */
import type {
  AccountStanding,
  DecisionInput,
  RedirectTarget,
  UserStanding,
} from '#shared/contracts/decision.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { PRINTER_POLICY_DEFAULT, type PrinterPolicy } from '#shared/contracts/printer.ts'
import { tenantSettings } from '#shared/contracts/tenant.ts'

const PLENTY_MINOR = parseAmount('100.00')
/** A page costs something, so that a case about money shows it; color costs more. */
export const ORDINARY_POLICY: PrinterPolicy = {
  ...PRINTER_POLICY_DEFAULT,
  prices: {
    model: 'simple',
    gray: { simplex: '0.05', duplex: '0.04' },
    color: { simplex: '0.20', duplex: '0.18' },
  },
}
export const ORDINARY_USER: UserStanding = {
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
export const ORDINARY: DecisionInput = {
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

export function makeAccount(id: string, kind: AccountStanding['kind']): AccountStanding {
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

export function kindOf(id: string): AccountStanding['kind'] {
  return id.startsWith('user:') ? 'personal' : 'shared'
}

export function makeTarget(printerId: string, policy: PrinterPolicy): RedirectTarget {
  return { printerId, policy, jobsWaiting: 0 }
}
