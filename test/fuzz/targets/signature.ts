// Signed requests: what is not word for word as it was signed is refused, and by a problem.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { signRequest } from '#connector/cloud/sign.ts'
import { verifyRequest } from '#lambdas/middleware/signature.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type Target, textSeed, type Verdict, wordsOf } from '../target.ts'

/** Ed25519 in PKCS #8 (RFC 8410): the same key in every run. */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = createPublicKey(privateKey)
const nowMs = Date.UTC(2026, 0, 1)
const body = Buffer.from('{"facts":{"copies":1}}')
const signed = signRequest(
  {
    method: 'POST',
    url: 'https://api.example/v1/connector/jobs',
    contentType: 'application/json',
    body,
  },
  { keyId: '01J00000000000000000000001.01J00000000000000000000002', privateKey },
  nowMs,
)
const NAMES = ['content-type', 'content-digest', 'signature-input', 'signature'] as const
const REFUSALS = new Set(['credential-missing', 'signature-invalid', 'signature-expired'])
const LINE_FEED = 0x0a

export const signatureTarget: Target = {
  about: 'headers and body of a signed request',
  seeds: [textSeed([...NAMES.map((name) => signed[name]), body.toString()].join('\n'))],
  words: wordsOf(
    'sig1= sig2=:AAAA: ;created= ;keyid="x" ;alg="ed25519" ;alg="none" ;tag="y" ;expires=1 ;nonce="n" ' +
      '"@method" "@authority" "@target-uri";req "content-type";sf "content-digest";bs () ;; , :: ?1 @1 %"a"',
  ),
  check,
}

/** One line a header, then the body. */
async function check(input: Uint8Array): Promise<Verdict> {
  const headers: Record<string, string> = {}
  let at = 0
  for (const name of NAMES) {
    const end = input.indexOf(LINE_FEED, at)
    headers[name] = Buffer.from(input.subarray(at, end < 0 ? input.length : end)).toString('latin1')
    at = end < 0 ? input.length : end + 1
  }
  const sent = input.subarray(at)
  let loaded = false
  try {
    await verifyRequest(makeEvent(headers), sent, nowMs, () => {
      loaded = true
      return publicKey
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const isExpected = REFUSALS.has(error.code)
    return { reached: loaded, fault: isExpected ? null : `refused by \`${error.code}\`` }
  }
  const isForged =
    Buffer.compare(sent, body) !== 0 || headers['content-type'] !== 'application/json'
  return { reached: true, fault: isForged ? 'a request passed that nobody signed' : null }
}

function makeEvent(headers: Record<string, string>) {
  return {
    routeKey: 'POST /v1/connector/jobs',
    rawPath: '/v1/connector/jobs',
    rawQueryString: '',
    headers,
    requestContext: { domainName: 'api.example', requestId: 'r', http: { method: 'POST' } },
    isBase64Encoded: true,
  }
}
