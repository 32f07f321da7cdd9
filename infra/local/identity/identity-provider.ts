/** The OpenID provider of this machine, in the place of the template's user pool: a certified library, a page of ours. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Log, systemClock } from '../doors.ts'
import type { IdentityClient, LocalPerson } from './identity-client.ts'
import { type Answer, openProvider } from './provider.ts'

const STOP_WITHIN_MS = 500

export interface IdentityProvider {
  /** The issuer, without a slash at the end. */
  readonly url: string
  /** Before the first request. */
  setClients(clients: readonly IdentityClient[]): void
  setPeople(people: readonly LocalPerson[]): void
  stop(): Promise<void>
}

export interface IdentityOptions {
  /** 0 takes a free one, and so does a port that is taken. */
  readonly port: number
  readonly log: Log
}

/** The library is loaded with the first request: a start in which nobody signs in does not wait for it. */
export async function startIdentityProvider({
  port,
  log,
}: IdentityOptions): Promise<IdentityProvider> {
  const directory: { clients: readonly IdentityClient[]; people: readonly LocalPerson[] } = {
    clients: [],
    people: [],
  }
  let opening: Promise<Answer> | null = null
  const server = createServer((request, response) => {
    opening ??= openProvider(url, directory, log)
    opening
      .then((answer) => answer(request, response))
      .catch((error: unknown) => {
        log(`identity: ${String(error)}`)
        refuse(request, response)
      })
  })
  const url = `http://127.0.0.1:${await listen(server, port)}`
  return {
    url,
    setClients: (clients) => {
      directory.clients = clients
    },
    setPeople: (people) => {
      directory.people = people
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const takeBack = systemClock.after(STOP_WITHIN_MS, () => server.closeAllConnections())
      await closed
      takeBack()
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error
    return listen(server, 0)
  }
  return (server.address() as AddressInfo).port
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  if (response.headersSent) response.destroy()
  else response.writeHead(500, { 'content-type': 'text/plain' }).end('signing in failed here')
}
