/** The OpenID provider: authorization code with PKCE, the answer checked in full; the only file that speaks to it. */
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  None,
  ResponseBodyError,
} from 'openid-client'
import { Problem } from '#shared/contracts/problem.ts'
import { CALLBACK_PATH } from '#shared/contracts/session.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { loadEnv } from '../../stores/doors.ts'

const SCOPE = 'openid email profile'
const TIMEOUT_SECONDS = 5
/** Endpoints and keys of a provider change rarely, and a container lives for hours. */
const KEPT_MS = 3_600_000

/** What binds the answer to the question. */
export interface SignInSecrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Proved by the provider's signature. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  /** Lower case; null when the provider did not verify it. */
  readonly email: string | null
  /** Given by whoever runs the provider: ids of ours that the person cannot change. */
  readonly tenantId: string | null
  readonly username: string | null
}

let known: {
  readonly issuer: string
  readonly untilMs: number
  readonly loaded: Configuration
} | null = null

/** Where the browser goes. Throws `identity-provider-unreachable`. */
export async function makeAuthorizationUrl(
  secrets: SignInSecrets,
  asksAgain: boolean,
  nowMs: number,
): Promise<string> {
  const provider = await loadProvider(nowMs)
  const url = buildAuthorizationUrl(provider, {
    redirect_uri: `${loadEnv(ENV.publicUrl)}${CALLBACK_PATH}`,
    scope: SCOPE,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
    ...(asksAgain ? { prompt: 'login' } : {}),
  })
  return url.href
}

/**
 * Redeems the code in the query that the browser came back with. Checked: state, issuer (RFC 9207 too), audience, nonce,
 * times, PKCE and the ID token's signature. Throws `sign-in-failed`, `identity-provider-unreachable`.
 */
export async function redeemCode(
  rawQuery: string,
  secrets: SignInSecrets,
  nowMs: number,
): Promise<Claims> {
  const provider = await loadProvider(nowMs)
  // Rebuilt from our own address: what a Host header says must not become a redirect URI.
  const url = new URL(`${loadEnv(ENV.publicUrl)}${CALLBACK_PATH}?${rawQuery}`)
  const tokens = await authorizationCodeGrant(provider, url, {
    expectedState: secrets.state,
    expectedNonce: secrets.nonce,
    pkceCodeVerifier: secrets.verifier,
    idTokenExpected: true,
  }).catch((error: unknown) => {
    throw toProblem(error)
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Problem('sign-in-failed')
  const { email, email_verified: verified } = claims
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof email === 'string' && isTrue(verified) ? email.toLowerCase() : null,
    tenantId: textOf(claims['custom:tenant']),
    username: textOf(claims['custom:username']),
  }
}

async function loadProvider(nowMs: number): Promise<Configuration> {
  const issuer = loadEnv(ENV.issuer)
  if (known?.issuer === issuer && known.untilMs > nowMs) return known.loaded
  const { protocol, hostname } = new URL(issuer)
  const isLoopback = protocol === 'http:' && hostname === '127.0.0.1'
  const loaded = await discovery(new URL(issuer), loadEnv(ENV.clientId), undefined, None(), {
    timeout: TIMEOUT_SECONDS,
    execute: [enableNonRepudiationChecks, ...(isLoopback ? [allowInsecureRequests] : [])],
  }).catch((error: unknown) => {
    throw new Problem('identity-provider-unreachable', undefined, { cause: error })
  })
  known = { issuer, untilMs: nowMs + KEPT_MS, loaded }
  return loaded
}

/** The provider's "no", and an answer that does not fit the question, are the sign-in's end; all else is its absence. */
function toProblem(error: unknown): Problem {
  if (error instanceof AuthorizationResponseError) {
    const canceled = error.error === 'access_denied'
    const detail = canceled ? 'signing in was canceled' : undefined
    return new Problem('sign-in-failed', detail, { cause: error })
  }
  const answered = error instanceof ResponseBodyError || isWrongAnswer(error)
  const code = answered ? 'sign-in-failed' : 'identity-provider-unreachable'
  return new Problem(code, undefined, { cause: error })
}

function isWrongAnswer(error: unknown): boolean {
  return error instanceof ClientError && error.code !== 'OAUTH_TIMEOUT' && !isHttp(error)
}

/** Status of 500 and such, or no OAuth answer at all. */
function isHttp({ code }: ClientError): boolean {
  return code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || code === 'OAUTH_RESPONSE_IS_NOT_JSON'
}

/** Cognito writes a text where OpenID Connect has true or false. */
const isTrue = (value: unknown): boolean => value === true || value === 'true'
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null
