/** Verifies a connector's request: RFC 9421 in the one profile of the contracts, its digest recomputed (RFC 9530). */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type VerifiedSignature, type Verifier, verifySignature } from 'http-message-sig'
import { SIGNING } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { HttpEvent } from './call.ts'

const COVERED_FIELDS = ['content-digest', 'content-type', 'signature-input', 'signature'] as const
const PARAMETERS: ReadonlySet<string> = new Set(['created', 'keyid', 'alg', 'tag'])
/** Our own look at `created` comes after the proof, so the library's must not come first. */
const NO_CLOCK_CHECK_SECONDS = 1e12

/**
 * `loadKey` gets the key id and gives the public key, or throws the problem to answer with.
 * Throws `credential-missing`, `signature-invalid` or `signature-expired`.
 */
export async function verifyRequest(
  event: HttpEvent,
  rawBody: Uint8Array,
  nowMs: number,
  loadKey: (keyId: string) => Promise<KeyObject> | KeyObject,
): Promise<void> {
  const { headers } = event
  if (!headers.signature || !headers['signature-input']) throw new Problem('credential-missing')
  if (headers['content-digest'] !== digestOf(rawBody)) {
    throw new Problem('signature-invalid', 'the content digest is not that of the body')
  }
  let keyProblem: unknown = null
  const resolveVerifier = async (candidate: { parameters: { keyid?: string } }) => {
    try {
      return makeVerifier(await loadKey(candidate.parameters.keyid ?? ''))
    } catch (error) {
      keyProblem = error
      throw error
    }
  }
  const policy = {
    algorithms: [SIGNING.algorithm],
    requiredComponents: SIGNING.components,
    requiredParameters: ['created', 'keyid', 'tag'],
    clockSkew: NO_CLOCK_CHECK_SECONDS,
    now: nowMs / 1000,
    validate: fitsProfile,
  }
  // Without a label to look for, the library takes exactly one signature and refuses two.
  const verified = await verifySignature(describe(event), { policy, resolveVerifier }).catch(
    (error: unknown) => {
      throw keyProblem ?? new Problem('signature-invalid', undefined, { cause: error })
    },
  )
  refuseOtherTimes(verified.parameters.created, nowMs)
}

/** `publicKey`: raw Ed25519, base64url (RFC 8037 section 2). Throws `signature-invalid` when it is none. */
export function readPublicKey(publicKey: string): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  } catch (error) {
    throw new Problem('signature-invalid', 'the public key is not one', { cause: error })
  }
}

function digestOf(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}

/** The URI as the connector wrote it: scheme and host come from the gateway, never from a `Host` header. */
function describe(event: HttpEvent) {
  const scheme = event.headers['x-forwarded-proto'] ?? 'https'
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`
  return {
    kind: 'request' as const,
    method: event.requestContext.http.method,
    targetUri: `${scheme}://${event.requestContext.domainName}${event.rawPath}${query}`,
    fields: COVERED_FIELDS.flatMap((name) => {
      const value = event.headers[name]
      return value === undefined ? [] : [{ name, value }]
    }),
  }
}

function makeVerifier(key: KeyObject): Verifier {
  return {
    algorithm: SIGNING.algorithm,
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  }
}

/** Exactly our label, tag, components and parameters: what nobody needs, nobody may send. */
function fitsProfile({ label, components, parameters }: VerifiedSignature): boolean {
  const names = components.map(({ name, parameters: own }) =>
    Object.keys(own).length === 0 ? name : null,
  )
  return (
    label === SIGNING.label &&
    parameters.tag === SIGNING.tag &&
    names.length === SIGNING.components.length &&
    SIGNING.components.every((name, index) => names[index] === name) &&
    Object.keys(parameters).every((name) => PARAMETERS.has(name))
  )
}

function refuseOtherTimes(created: number | undefined, nowMs: number): void {
  const offSeconds = Math.abs(nowMs / 1000 - (created ?? 0))
  if (offSeconds > SIGNING.skewSeconds) throw new Problem('signature-expired')
}
