/** Which reports there are: their columns, their filters, and who may read them. */
import { type PersonRole, type Role, STAFF_ROLES } from '#shared/contracts/credentials.ts'
import {
  REPORT_NAMES,
  type ReportColumnKind,
  type ReportFilter,
  type ReportInfo,
  type ReportLanguage,
  type ReportName,
} from '#shared/contracts/report.ts'
import { COLUMN_HEADINGS, type ColumnId, REPORT_HEADINGS } from './words.ts'

export interface ReportKind {
  readonly columns: readonly ColumnId[]
  readonly filters: readonly ReportFilter[]
  readonly needs: readonly ReportFilter[]
  readonly period: boolean
  readonly roles: readonly PersonRole[]
}

const USED = ['jobs', 'printed', 'sides', 'sheets', 'colorSides', 'duplexSides', 'cost'] as const
const BY_TYPE = [
  'printed',
  'sides',
  'colorSides',
  'graySides',
  'colorPercent',
  'duplexSides',
  'simplexSides',
  'duplexPercent',
  'uncounted',
] as const
const JOB = [
  'at',
  'user',
  'printer',
  'documentName',
  'state',
  'language',
  'pages',
  'copies',
  'sheets',
  'cost',
] as const

const { jobReaders, moneyReaders } = STAFF_ROLES
const plain = { filters: [], needs: [], period: true, roles: jobReaders } as const
const ofUsers = { ...plain, filters: ['user'] } as const
const ofPrinters = { ...plain, filters: ['printer'] } as const

export const REPORT_KINDS: Readonly<Record<ReportName, ReportKind>> = {
  summary: {
    ...plain,
    columns: ['day', ...USED],
    filters: ['user', 'printer', 'group', 'account'],
  },
  users: { ...ofUsers, columns: ['user', ...USED] },
  'users-by-type': { ...ofUsers, columns: ['user', ...BY_TYPE] },
  'most-active-users': { ...plain, columns: ['user', ...USED] },
  'user-list': {
    ...plain,
    period: false,
    roles: moneyReaders,
    columns: ['user', 'fullName', 'email', 'groups', 'balance', 'restricted', 'disabled'],
  },
  printers: { ...ofPrinters, columns: ['printer', ...USED] },
  'printers-by-type': { ...ofPrinters, columns: ['printer', ...BY_TYPE] },
  'busiest-printers': { ...plain, columns: ['printer', ...USED] },
  'printer-list': { ...plain, period: false, columns: ['printer', 'name', 'disabled'] },
  groups: { ...plain, columns: ['group', ...USED], filters: ['group'] },
  accounts: {
    ...plain,
    roles: moneyReaders,
    columns: ['account', ...USED],
    filters: ['account'],
  },
  'account-statement': {
    ...plain,
    roles: moneyReaders,
    columns: ['at', 'amount', 'cause', 'comment', 'by'],
    filters: ['account'],
    needs: ['account'],
  },
  'job-types': { ...plain, columns: ['kind', 'value', ...USED] },
  refusals: { ...plain, columns: ['reason', 'jobs'] },
  'print-log': { ...plain, columns: JOB, filters: ['user', 'printer', 'account', 'state'] },
  'largest-jobs': { ...plain, columns: JOB },
  environment: {
    ...plain,
    columns: ['day', 'sheets', 'sheetsSaved', 'co2Grams', 'waterLiters'],
  },
}

const KIND_BY_COLUMN: Partial<Record<ColumnId, ReportColumnKind>> = {
  day: 'day',
  at: 'time',
  cost: 'money',
  amount: 'money',
  balance: 'money',
  colorPercent: 'percent',
  duplexPercent: 'percent',
  co2Grams: 'grams',
  waterLiters: 'liters',
  jobs: 'count',
  printed: 'count',
  uncounted: 'count',
  sides: 'count',
  sheets: 'count',
  sheetsSaved: 'count',
  colorSides: 'count',
  graySides: 'count',
  duplexSides: 'count',
  simplexSides: 'count',
  pages: 'count',
  copies: 'count',
}

export function mayRead(role: Role, name: ReportName): boolean {
  return (REPORT_KINDS[name].roles as readonly Role[]).includes(role)
}

export function describeReports(role: Role, language: ReportLanguage): readonly ReportInfo[] {
  return REPORT_NAMES.filter((name) => mayRead(role, name)).map((name) => {
    const { filters, needs, period } = REPORT_KINDS[name]
    return {
      name,
      heading: REPORT_HEADINGS[name][language],
      columns: describeColumns(name, language),
      filters: [...filters],
      needs: [...needs],
      period,
    }
  })
}

export function describeColumns(name: ReportName, language: ReportLanguage) {
  return REPORT_KINDS[name].columns.map((id) => ({
    id,
    heading: COLUMN_HEADINGS[id][language],
    kind: KIND_BY_COLUMN[id] ?? ('text' as const),
  }))
}
