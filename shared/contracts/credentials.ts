/** Who is asking: token texts, roles, and the one way a connector signs its requests. */
import * as z from 'zod'
import { ulid } from './ids.ts'

/**
 * `admin`: everything of one tenant; `rule-editor`: rules, prices and printers; `operator`: jobs, sites, connectors;
 * `helpdesk`: looks at jobs and balances but sees no document names; `billing`: money; `auditor`: looks at everything,
 * the audit log too; `user`: the own things only; `partner`: the list of its tenants.
 */
export const PERSON_ROLES = [
  'admin',
  'rule-editor',
  'operator',
  'helpdesk',
  'billing',
  'auditor',
  'user',
] as const
export const ROLES = [...PERSON_ROLES, 'partner'] as const
export const role = z.enum(ROLES)
export type Role = z.infer<typeof role>
/** What a user of a tenant may be. */
export const personRole = z.enum(PERSON_ROLES)
export type PersonRole = z.infer<typeof personRole>

/** For everybody of a tenant, whatever the role: own things. */
export const TENANT_ROLES = PERSON_ROLES
/** Who may look at what of a tenant, and who may change it; `admin` always may. */
export const STAFF_ROLES = {
  /** Printers, sites, settings, users by name. */
  readers: ['admin', 'rule-editor', 'operator', 'helpdesk', 'billing', 'auditor'],
  jobReaders: ['admin', 'operator', 'helpdesk', 'billing', 'auditor'],
  jobOperators: ['admin', 'operator'],
  ruleEditors: ['admin', 'rule-editor'],
  ruleReaders: ['admin', 'rule-editor', 'operator', 'auditor'],
  siteOperators: ['admin', 'operator'],
  moneyReaders: ['admin', 'helpdesk', 'billing', 'auditor'],
  moneyKeepers: ['admin', 'billing'],
  securityReaders: ['admin', 'auditor'],
} as const satisfies Record<string, readonly PersonRole[]>
/** To everybody else what a document is called shows; it may tell what is in it. */
export const ROLES_WITHOUT_DOCUMENT_NAMES: readonly Role[] = ['helpdesk', 'billing']

/** 160 bits in base32 are 32 characters. */
const TOKEN_PATTERN = /^sg([tpe])_([0-7][0-9A-HJKMNP-TV-Z]{25})_([a-z2-7]{32})$/
export type TokenKind = 'tenant' | 'partner' | 'enrollment'
const KIND_LETTER = { tenant: 't', partner: 'p', enrollment: 'e' } as const

/** `sgt_<tenant>_<secret>`: the owner leads, so that a look-up never leaves the owner's own rows. */
export function formatToken(kind: TokenKind, ownerId: string, secret: string): string {
  return `sg${KIND_LETTER[kind]}_${ulid.parse(ownerId)}_${secret}`
}

/** null when the text is not a token of ours. */
export function parseToken(text: string): { kind: TokenKind; ownerId: string } | null {
  const [, letter, ownerId] = TOKEN_PATTERN.exec(text) ?? []
  if (letter === undefined || ownerId === undefined) return null
  const kind = letter === 't' ? 'tenant' : letter === 'p' ? 'partner' : 'enrollment'
  return { kind, ownerId }
}

/**
 * The fixed signing profile of connectors (RFC 9421): Ed25519 over these components, nothing else.
 * `keyid` is `<tenant id>.<connector id>`, so that the tenant comes from the credential.
 * While enrolling it is `enroll.<public key>`. The digest (RFC 9530) is always recomputed from the body.
 */
export const SIGNING = {
  label: 'sig1',
  components: ['@method', '@target-uri', 'content-digest', 'content-type'],
  algorithm: 'ed25519',
  tag: 'spoolgate-connector',
  /** Largest difference between the two clocks, either way. */
  skewSeconds: 300,
} as const

export const connectorKeyId = (tenantId: string, connectorId: string) =>
  `${tenantId}.${connectorId}`
export const enrollKeyId = (publicKey: string) => `enroll.${publicKey}`

/** Any write may carry one; the same key again returns the first reply, with another body it is refused. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII')
export const IDEMPOTENCY_HEADER = 'idempotency-key'
