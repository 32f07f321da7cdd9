/** Takes out of a reply what its reader's role may not see, whichever handler made it. */
import { ROLES_WITHOUT_DOCUMENT_NAMES } from '#shared/contracts/credentials.ts'
import type { Credential } from './call.ts'

const HIDDEN_FIELDS: ReadonlySet<string> = new Set(['documentName', 'title', 'job.name'])
const HIDDEN = '…'

/** `reply` itself for everybody who may see everything. */
export function hideFrom(credential: Credential, reply: unknown): unknown {
  return hidesDocuments(credential) ? hideDocuments(reply) : reply
}

export function hidesDocuments(credential: Credential): boolean {
  return credential.kind === 'person' && ROLES_WITHOUT_DOCUMENT_NAMES.includes(credential.role)
}

export function hideDocuments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideDocuments)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      HIDDEN_FIELDS.has(key) && typeof one === 'string' && one !== '' ? HIDDEN : hideDocuments(one),
    ]),
  )
}
