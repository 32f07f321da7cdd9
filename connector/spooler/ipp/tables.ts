/** The one door to npm `ipp`: its tables of tags, operations, states, statuses and attribute syntaxes, plus what CUPS adds. */
import attributeTable from 'ipp/lib/attributes.js'
import enumTable from 'ipp/lib/enums.js'
import statusTable from 'ipp/lib/status-codes.js'
import tagTable from 'ipp/lib/tags.js'
import { assert } from '#shared/contracts/problem.ts'

/** Delimiter tags (RFC 8010 section 3.5.1, RFC 3995 section 14). */
export const GROUP = {
  operation: tagOf('operation-attributes-tag'),
  job: tagOf('job-attributes-tag'),
  end: tagOf('end-of-attributes-tag'),
  printer: tagOf('printer-attributes-tag'),
  unsupported: tagOf('unsupported-attributes-tag'),
  subscription: tagOf('subscription-attributes-tag'),
  event: tagOf('event-notification-attributes-tag'),
} as const

/** Value tags (RFC 8010 section 3.5.2). */
export const TAG = {
  integer: tagOf('integer'),
  boolean: tagOf('boolean'),
  enum: tagOf('enum'),
  octetString: tagOf('octetString'),
  dateTime: tagOf('dateTime'),
  resolution: tagOf('resolution'),
  rangeOfInteger: tagOf('rangeOfInteger'),
  begCollection: tagOf('begCollection'),
  textWithLanguage: tagOf('textWithLanguage'),
  nameWithLanguage: tagOf('nameWithLanguage'),
  endCollection: tagOf('endCollection'),
  text: tagOf('textWithoutLanguage'),
  name: tagOf('nameWithoutLanguage'),
  keyword: tagOf('keyword'),
  uri: tagOf('uri'),
  charset: tagOf('charset'),
  naturalLanguage: tagOf('naturalLanguage'),
  mimeMediaType: tagOf('mimeMediaType'),
  uriScheme: tagOf('uriScheme'),
  unsupported: tagOf('unsupported'),
  unknown: tagOf('unknown'),
  noValue: tagOf('no-value'),
  memberAttrName: tagOf('memberAttrName'),
  extension: tagOf('extension'),
} as const

/** Delimiters end here, values without content ("out-of-band") go on to 0x1f (RFC 8010 section 3.5). */
export const LAST_DELIMITER_TAG = 0x0f
export const LAST_OUT_OF_BAND_TAG = 0x1f

/** "operation-id" on the wire. The CUPS-… ones are not in the package (CUPS: "IPP Implementation"). */
export const OPERATION = {
  'Print-Job': operationOf('Print-Job'),
  'Validate-Job': operationOf('Validate-Job'),
  'Create-Job': operationOf('Create-Job'),
  'Send-Document': operationOf('Send-Document'),
  'Send-URI': operationOf('Send-URI'),
  'Cancel-Job': operationOf('Cancel-Job'),
  'Get-Job-Attributes': operationOf('Get-Job-Attributes'),
  'Get-Jobs': operationOf('Get-Jobs'),
  'Get-Printer-Attributes': operationOf('Get-Printer-Attributes'),
  'Hold-Job': operationOf('Hold-Job'),
  'Release-Job': operationOf('Release-Job'),
  'Restart-Job': operationOf('Restart-Job'),
  'Set-Job-Attributes': operationOf('Set-Job-Attributes'),
  'Create-Printer-Subscriptions': operationOf('Create-Printer-Subscriptions'),
  'Renew-Subscription': operationOf('Renew-Subscription'),
  'Cancel-Subscription': operationOf('Cancel-Subscription'),
  'Get-Notifications': operationOf('Get-Notifications'),
  'Cancel-Jobs': operationOf('Cancel-Jobs'),
  'Cancel-My-Jobs': operationOf('Cancel-My-Jobs'),
  'Close-Job': operationOf('Close-Job'),
  'Identify-Printer': operationOf('Identify-Printer'),
  'CUPS-Get-Default': 0x4001,
  'CUPS-Get-Printers': 0x4002,
  'CUPS-Add-Modify-Printer': 0x4003,
  'CUPS-Delete-Printer': 0x4004,
  'CUPS-Move-Job': 0x400d,
  'CUPS-Authenticate-Job': 0x400e,
  'CUPS-Get-PPD': 0x400f,
  'CUPS-Get-Document': 0x4027,
} as const satisfies Record<string, number>
export type OperationName = keyof typeof OPERATION

/** "job-state" (RFC 8011 section 5.3.7). */
export const JOB_STATE = {
  pending: enumOf('job-state', 'pending'),
  pendingHeld: enumOf('job-state', 'pending-held'),
  processing: enumOf('job-state', 'processing'),
  processingStopped: enumOf('job-state', 'processing-stopped'),
  canceled: enumOf('job-state', 'canceled'),
  aborted: enumOf('job-state', 'aborted'),
  completed: enumOf('job-state', 'completed'),
} as const

/** "printer-state" (RFC 8011 section 5.4.11). */
export const PRINTER_STATE = {
  idle: enumOf('printer-state', 'idle'),
  processing: enumOf('printer-state', 'processing'),
  stopped: enumOf('printer-state', 'stopped'),
} as const

/** "status-code" (RFC 8011 section 4.1.6) of those that change what we do next, or that our own printer answers. */
export const STATUS = {
  ok: statusOf('successful-ok'),
  okIgnored: statusOf('successful-ok-ignored-or-substituted-attributes'),
  badRequest: statusOf('client-error-bad-request'),
  tooLarge: statusOf('client-error-request-entity-too-large'),
  formatNotSupported: statusOf('client-error-document-format-not-supported'),
  attributesNotSupported: statusOf('client-error-attributes-or-values-not-supported'),
  charsetNotSupported: statusOf('client-error-charset-not-supported'),
  compressionNotSupported: statusOf('client-error-compression-not-supported'),
  uriSchemeNotSupported: statusOf('client-error-uri-scheme-not-supported'),
  documentAccess: statusOf('client-error-document-access-error'),
  compressionError: statusOf('client-error-compression-error'),
  internalError: statusOf('server-error-internal-error'),
  operationNotSupported: statusOf('server-error-operation-not-supported'),
  versionNotSupported: statusOf('server-error-version-not-supported'),
  temporaryError: statusOf('server-error-temporary-error'),
  notAccepting: statusOf('server-error-not-accepting-jobs'),
  multipleNotSupported: statusOf('server-error-multiple-document-jobs-not-supported'),
  tooManyJobs: statusOf('server-error-too-many-jobs'),
  forbidden: statusOf('client-error-forbidden'),
  notAuthenticated: statusOf('client-error-not-authenticated'),
  notAuthorized: statusOf('client-error-not-authorized'),
  notPossible: statusOf('client-error-not-possible'),
  notFound: statusOf('client-error-not-found'),
} as const
/** Statuses below are good, those from `FIRST_SERVER_ERROR` on are the server's own trouble. */
export const FIRST_CLIENT_ERROR = 0x0400
export const FIRST_SERVER_ERROR = 0x0500

/** Name of a status for people: `client-error-not-possible`, or its number when the table lacks it. */
export function statusName(status: number): string {
  const lookup = statusTable.lookup
  const name: unknown = Array.isArray(lookup) ? lookup[status] : undefined
  return typeof name === 'string' ? name : `status 0x${status.toString(16).padStart(4, '0')}`
}

/** Attributes that CUPS adds, or whose syntax the package leaves open. */
const CUPS_SYNTAXES: Readonly<Record<string, number>> = {
  'device-uri': TAG.uri,
  'document-number': TAG.integer,
  'job-ids': TAG.integer,
  'job-printer-state-message': TAG.text,
  'job-printer-uri': TAG.uri,
  'notify-events': TAG.keyword,
  'notify-lease-duration': TAG.integer,
  'notify-pull-method': TAG.keyword,
  'notify-sequence-numbers': TAG.integer,
  'notify-subscription-id': TAG.integer,
  'notify-subscription-ids': TAG.integer,
  'ppd-name': TAG.name,
  'printer-error-policy': TAG.name,
  'printer-is-accepting-jobs': TAG.boolean,
  'printer-is-shared': TAG.boolean,
  'printer-op-policy': TAG.name,
  'printer-state-message': TAG.text,
  'printer-type': TAG.enum,
  'printer-type-mask': TAG.enum,
}

const SYNTAXES = makeSyntaxes()

/** Value tag of a registered attribute; undefined for a PPD option or a vendor's own. */
export const syntaxOf = (attributeName: string): number | undefined => SYNTAXES.get(attributeName)

function makeSyntaxes(): ReadonlyMap<string, number> {
  const syntaxes = new Map<string, number>()
  for (const group of Object.values(attributeTable)) {
    for (const [name, syntax] of Object.entries(group)) {
      const tag = tagOfSyntax(syntax)
      if (tag !== undefined && !syntaxes.has(name)) syntaxes.set(name, tag)
    }
  }
  for (const [name, tag] of Object.entries(CUPS_SYNTAXES)) syntaxes.set(name, tag)
  return syntaxes
}

/** Where the table allows several syntaxes ("keyword | name") the first is the one clients send. */
function tagOfSyntax(syntax: unknown): number | undefined {
  const first: unknown = Array.isArray(syntax) ? syntax[0] : syntax
  if (typeof first !== 'object' || first === null) return undefined
  const { type, tag } = first as { type?: unknown; tag?: unknown }
  if (type === 'text') return TAG.text
  if (type === 'name') return TAG.name
  return typeof tag === 'number' ? tag : undefined
}

function tagOf(name: string): number {
  return numberIn(tagTable, name)
}

function operationOf(name: string): number {
  return enumOf('operations-supported', name)
}

function enumOf(attributeName: string, keyword: string): number {
  return numberIn(enumTable[attributeName] ?? {}, keyword)
}

function statusOf(name: string): number {
  return numberIn(statusTable, name)
}

function numberIn(table: Readonly<Record<string, unknown>>, name: string): number {
  const value = table[name]
  assert(typeof value === 'number', `npm ipp has no number for ${name}`)
  return value
}
