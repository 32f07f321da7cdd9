/** Signs a request to the cloud: RFC 9421 in the one fixed profile of the contracts, digest by RFC 9530. */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { createSignatureSync } from 'http-message-sig'
import { SIGNING } from '#shared/contracts/credentials.ts'

export interface SigningIdentity {
  readonly keyId: string
  readonly privateKey: KeyObject
}

export interface UnsignedRequest {
  readonly method: string
  /** As the cloud will rebuild it: scheme, host, path and query. */
  readonly url: string
  readonly contentType: string
  readonly body: Uint8Array
}

/** The four headers that prove a request; `createdMs` is in the cloud's time. */
export function signRequest(
  request: UnsignedRequest,
  identity: SigningIdentity,
  createdMs: number,
): Record<'content-type' | 'content-digest' | 'signature-input' | 'signature', string> {
  const covered = {
    'content-type': request.contentType,
    'content-digest': digestOf(request.body),
  }
  const { signature, signatureInput } = createSignatureSync(
    {
      kind: 'request',
      method: request.method,
      targetUri: request.url,
      fields: Object.entries(covered).map(([name, value]) => ({ name, value })),
    },
    {
      label: SIGNING.label,
      components: SIGNING.components,
      parameters: {
        created: Math.floor(createdMs / 1000),
        keyid: identity.keyId,
        alg: SIGNING.algorithm,
        tag: SIGNING.tag,
      },
      signer: {
        algorithm: SIGNING.algorithm,
        sign: (bytes) => sign(null, bytes, identity.privateKey),
      },
    },
  )
  return { ...covered, 'signature-input': signatureInput, signature }
}

/** RFC 9530 section 2: a dictionary of byte sequences. */
function digestOf(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}
