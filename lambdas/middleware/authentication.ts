/** Who is asking: a person by cookie or bearer token, a connector by its signature. Roles are denied unless the route names them. */
import type { MiddlewareObj } from '@middy/core'
import { enrollKeyId } from '#shared/contracts/credentials.ts'
import { ulid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { EnrollRequest } from '#shared/contracts/site.ts'
import type { ConnectorCredential, Credential, OpenCall } from './call.ts'
import { loadKnownConnector } from './connector-cache.ts'
import { parseBody } from './parsing.ts'
import { authenticatePerson } from './person.ts'
import { readPublicKey, verifyRequest } from './signature.ts'

export function authentication(): MiddlewareObj<OpenCall> {
  return {
    before: async ({ event: call }) => {
      call.credential = await authenticate(call)
    },
  }
}

function authenticate(call: OpenCall): Promise<Credential> | Credential {
  switch (call.route?.auth) {
    case 'none':
      return { kind: 'none' }
    case 'person':
      return authenticatePerson(call)
    case 'connector':
      return authenticateConnector(call)
    case 'enroll':
      return authenticateNewcomer(call)
    default:
      throw new Error('fault: a request is authenticated after its route was found')
  }
}

async function authenticateConnector(call: OpenCall): Promise<ConnectorCredential> {
  let credential: ConnectorCredential | null = null
  await verifyRequest(call.event, call.rawBody, call.nowMs, async (keyId) => {
    const [tenantId = '', connectorId = '', ...rest] = keyId.split('.')
    const wellFormed = [tenantId, connectorId].every((id) => ulid.safeParse(id).success)
    if (!wellFormed || rest.length > 0) throw new Problem('credential-invalid')
    const found = await loadKnownConnector(tenantId, connectorId, call.nowMs)
    if (found === null) throw new Problem('credential-invalid')
    credential = { kind: 'connector', tenantId, connector: found.record }
    return found.key
  })
  return requireActive(credential)
}

/** Only after the proof: nobody but the connector itself learns that it was revoked. */
function requireActive(credential: ConnectorCredential | null): ConnectorCredential {
  if (credential === null) throw new Problem('signature-invalid')
  if (credential.connector.state !== 'active') throw new Problem('connector-revoked')
  return credential
}

/** Signed by the key that the body brings: it proves that the sender has the key, the token proves the rest. */
async function authenticateNewcomer(call: OpenCall): Promise<Credential> {
  call.body = parseBody(call)
  const { publicKey } = call.body as EnrollRequest
  await verifyRequest(call.event, call.rawBody, call.nowMs, (keyId) => {
    if (keyId !== enrollKeyId(publicKey)) throw new Problem('signature-invalid')
    return readPublicKey(publicKey)
  })
  return { kind: 'enroll' }
}
