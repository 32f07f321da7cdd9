/** Every change by a person leaves a row in the audit log: announced before the work, chained after it. */
import type { MiddlewareObj } from '@middy/core'
import { type AuditRow, CHANGE_LIMIT_CHARACTERS, CHANGES_LIMIT } from '#shared/contracts/audit.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type AuditIntent, chainIntent, dropIntent, saveIntent } from '../stores/audit.ts'
import type { HttpReply, OpenCall, PersonCredential, RawReply } from './call.ts'
import { describeFault } from './log.ts'

/** Fields whose value must not stand in a log, wherever they are; a voucher's code is money, a file holds anything. */
const SECRET_PATTERN =
  /secret|password|passphrase|token|pin$|^key$|privateKey|authorization|cookie|^codes?$|voucher|^csv$/i
const SECRET = '(hidden)'

/**
 * What cannot be announced is not done. Once it is done, the reply does not depend on the log any more: what could not
 * be chained stays announced, and the sweep chains it.
 */
export function auditing(): MiddlewareObj<OpenCall, RawReply | HttpReply> {
  return {
    before: async ({ event: call }) => {
      const { credential, route, storedReply } = call
      if (credential.kind !== 'person' || credential.tenantId === null) return
      if (route === null || route.method === 'GET' || storedReply !== null) return
      const intent = makeIntent(call, credential)
      await saveIntent(credential.tenantId, intent)
      call.intent = intent
    },
    after: async ({ event: call }) => {
      await settle(call, (tenantId, intent) => chainOrLeave(call, tenantId, intent))
    },
    onError: async ({ event: call, error }) => {
      // Below 500 nothing was done; above, nobody knows, and the sweep will say so.
      if (!(error instanceof Problem) || error.httpStatus >= 500) return
      await settle(call, (tenantId, { operation }) => dropIntent(tenantId, operation))
    },
  }
}

async function settle(
  call: OpenCall,
  end: (tenantId: string, intent: AuditIntent) => Promise<unknown>,
): Promise<void> {
  const { credential, intent } = call
  if (intent === null || credential.kind !== 'person' || credential.tenantId === null) return
  call.intent = null
  try {
    await end(credential.tenantId, intent)
  } catch (error) {
    call.log.error('audit row left to the sweep', describeFault(error))
  }
}

async function chainOrLeave(call: OpenCall, tenantId: string, intent: AuditIntent): Promise<void> {
  const chained = await chainIntent(tenantId, intent, 'done')
  if (!chained) call.log.info('audit row left to the sweep', { operation: intent.operation })
}

function makeIntent(call: OpenCall, credential: PersonCredential): AuditIntent {
  const { tenant: _, ...target } = (call.params ?? {}) as Record<string, string>
  return {
    at: call.now,
    actor: makeActor(credential),
    action: call.routeName ?? '',
    target,
    change: describeChange(call.body),
    requestId: call.requestId,
    operation: call.operation.id,
  }
}

export function makeActor(credential: PersonCredential): AuditRow['actor'] {
  const { username, role, session, id, tokenName } = credential
  const via = session === null ? 'token' : 'session'
  return { username, role, via, credential: id, name: tokenName, reason: null }
}

/** The body's fields, the first ones, each as short text under its JSON pointer (RFC 6901). */
export function describeChange(body: unknown): AuditRow['change'] {
  const change: { path: string; value: string }[] = []
  const walk = (place: string, name: string, value: unknown): void => {
    if (change.length >= CHANGES_LIMIT || value === undefined) return
    const path = place.slice(0, CHANGE_LIMIT_CHARACTERS).toWellFormed()
    if (SECRET_PATTERN.test(name)) {
      change.push({ path, value: SECRET })
    } else if (typeof value === 'object' && value !== null && !isShort(value)) {
      for (const [key, one] of Object.entries(value)) {
        walk(`${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, key, one)
      }
    } else {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      // Half a character would be another one after it was stored, and the hash would not fit any more.
      change.push({ path, value: text.slice(0, CHANGE_LIMIT_CHARACTERS).toWellFormed() })
    }
  }
  // A file tells only that it was one.
  if (typeof body === 'object' && body !== null && !ArrayBuffer.isView(body)) walk('', '', body)
  return change
}

/** Lists of plain values, like groups, are told in one line. */
function isShort(value: object): boolean {
  return Array.isArray(value) && value.every((one) => typeof one !== 'object')
}
