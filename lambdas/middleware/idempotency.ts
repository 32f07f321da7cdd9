/** Idempotency-Key on writes by people: the first reply is kept and given again; another request under it is refused. */
import { createHash } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import type { RouteName } from '#shared/contracts/api.ts'
import { IDEMPOTENCY_HEADER, idempotencyKey } from '#shared/contracts/credentials.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { saveClaim, saveFirstReply } from '../stores/idempotency.ts'
import type { OpenCall, RawReply } from './call.ts'

/** Their reply holds a secret, so it is not kept: a repeat makes the same reply again. */
const REPLIES_WITH_SECRETS: ReadonlySet<RouteName> = new Set<RouteName>([
  'createEnrollmentToken',
  'createToken',
  'createMyToken',
])
const JSON_TYPE = 'application/json'

/**
 * The claim is written before the work and the reply after it. A repeat that finds a claim without a reply does the work
 * again as the same operation: every write makes its ids from the operation, so doing it twice does it once.
 */
export function idempotency(): MiddlewareObj<OpenCall, RawReply> {
  return {
    before: async ({ event: call }) => {
      const { credential, route, event } = call
      if (credential.kind !== 'person' || route === null || route.method === 'GET') return
      const random = call.doors.makeRandom(10)
      call.operation = { id: makeUlid(call.nowMs, random), timeMs: call.nowMs }
      const sent = event.headers[IDEMPOTENCY_HEADER]
      if (sent === undefined) return
      await claim(call, readKey(sent), credential.tenantId ?? credential.partnerId ?? '')
    },
    after: async (request) => {
      const { claim: claimed, routeName, storedReply } = request.event
      const reply = request.response as RawReply
      if (claimed === null || storedReply !== null) return
      if (routeName !== null && REPLIES_WITH_SECRETS.has(routeName)) return
      const { status, body } = reply
      const first = await saveFirstReply(claimed.ownerId, claimed.keyHash, { status, body })
      request.response = { ...reply, ...first }
    },
  }
}

async function claim(call: OpenCall, key: string, ownerId: string): Promise<void> {
  const { credential, event } = call
  const owner = credential.kind === 'person' ? credential.tokenHash : ''
  const keyHash = hash(owner, key)
  const requestHash = hash(event.requestContext.http.method, event.rawPath, call.rawBody)
  const stored = await saveClaim(ownerId, keyHash, requestHash, call.nowMs)
  if (stored.requestHash !== requestHash) throw new Problem('idempotency-key-reused')
  const tail = createHash('sha256').update(`${ownerId}\n${keyHash}`).digest()
  call.operation = { id: makeUlid(stored.claimedMs, tail), timeMs: stored.claimedMs }
  call.claim = { ownerId, keyHash }
  if (stored.reply !== null) {
    call.storedReply = { raw: true, contentType: JSON_TYPE, ...stored.reply }
  }
}

function readKey(sent: string): string {
  const result = idempotencyKey.safeParse(sent)
  if (result.success) return result.data
  throw new Problem('request-malformed', `the header \`${IDEMPOTENCY_HEADER}\` does not fit`)
}

/** Lengths go in too, so that no two lists of parts make the same text. */
function hash(...parts: readonly (string | Uint8Array)[]): string {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(`${part.length}\n`).update(part)
  return sum.digest('hex')
}
