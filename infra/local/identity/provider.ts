/** Sets up the library: our clients, our people, PKCE always, and claims as the template's user pool writes them. */
import { generateKeyPair } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import type { Configuration, JWK, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { type Log, makeId } from '../doors.ts'
import { accountIdOf, type IdentityClient, type LocalPerson } from './identity-client.ts'
import { makeMemory } from './memory.ts'
import { answerSignInPage, makeErrorPage, SIGN_IN_PATH } from './sign-in-page.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Read at every use, so people may come later. */
export interface Directory {
  readonly clients: readonly IdentityClient[]
  readonly people: readonly LocalPerson[]
}

const SCOPE = 'openid email profile'
/** RS256, because that is what Cognito signs with. */
const KEY_BITS = 2048

export async function openProvider(
  issuer: string,
  directory: Directory,
  log: Log,
): Promise<Answer> {
  const [{ Provider: Library }, { privateKey }] = await Promise.all([
    import('oidc-provider'),
    promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS }),
  ])
  const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' } as JWK
  const provider: Provider = new Library(issuer, makeConfiguration(directory, key))
  provider.on('server_error', (_, error) => log(`identity: ${String(error)}`))
  const answerOidc = provider.callback()
  const callbackOrigins = directory.clients
    .flatMap(({ callbackUrls }) => callbackUrls)
    .map((url) => new URL(url).origin)
  return async (request, response) => {
    if (request.url?.startsWith(SIGN_IN_PATH) === true) {
      await answerSignInPage(request, response, {
        provider,
        find: (name) => findPerson(directory.people, name),
        callbackOrigins,
      })
    } else {
      await answerOidc(request, response)
    }
  }
}

/** By name, or by `name@tenant` where two tenants have one of that name. */
function findPerson(people: readonly LocalPerson[], name: string): LocalPerson | null {
  const wanted = name.trim().toLowerCase()
  const found = people.filter(
    ({ username, tenantSlug }) => wanted === username || wanted === `${username}@${tenantSlug}`,
  )
  return found.length === 1 ? (found[0] ?? null) : null
}

function makeConfiguration(directory: Directory, key: JWK): Configuration {
  return {
    adapter: makeMemory(),
    clients: directory.clients.map(({ clientId, callbackUrls }) => ({
      client_id: clientId,
      redirect_uris: [...callbackUrls],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none',
    })),
    jwks: { keys: [key] },
    cookies: { keys: [makeId()] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    features: { devInteractions: { enabled: false } },
    claims: {
      openid: ['sub', 'custom:tenant', 'custom:username'],
      email: ['email', 'email_verified'],
      profile: ['name'],
    },
    // As Cognito does: claims stand in the ID token, not only at the user info endpoint.
    conformIdTokenClaims: false,
    renderError: (context, { error_description: why }) => {
      context.type = 'html'
      context.body = makeErrorPage(why ?? 'This request cannot be answered.')
    },
    interactions: { url: (_, { uid }) => `${SIGN_IN_PATH}${uid}` },
    ttl: { Interaction: 600, Session: 12 * 3600, Grant: 12 * 3600, AccessToken: 300, IdToken: 300 },
    findAccount: (_, accountId) => {
      const person = directory.people.find((one) => accountIdOf(one) === accountId)
      return person && { accountId, claims: async () => makeClaims(person, accountId) }
    },
    loadExistingGrant: (context) => grantEverything(context),
  }
}

function makeClaims({ tenantId, username, fullName }: LocalPerson, accountId: string) {
  return {
    sub: accountId,
    name: fullName,
    'custom:tenant': tenantId,
    'custom:username': username,
  }
}

/** Our own portal needs no leave to know who somebody is. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const clientId = oidc.client?.clientId
  const accountId = oidc.session?.accountId
  if (clientId === undefined || accountId === undefined) return undefined
  const grant = new oidc.provider.Grant({ clientId, accountId })
  grant.addOIDCScope(SCOPE)
  await grant.save()
  return grant
}
