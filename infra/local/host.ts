/** The deployed system on one machine: the synthesized template, the same bundles, an embedded table and mailbox. */
import { join } from 'node:path'
import { assert } from '#shared/contracts/problem.ts'
import { type Clock, cores, type Log, systemClock } from './doors.ts'
import { type Engine, startEngine } from './engine.ts'
import type { EngineName } from './engine-commands.ts'
import { startEventSource } from './event-sources.ts'
import { type Functions, makeFunctions } from './functions.ts'
import { startGateway } from './http-gateway.ts'
import { type IdentityProvider, startIdentityProvider } from './identity/identity-provider.ts'
import { startMailServer } from './mail-server.ts'
import { Mailbox } from './mailbox/mailbox.ts'
import { startMailboxServer } from './mailbox/server.ts'
import { makeRoutes } from './routes.ts'
import { startSchedule } from './schedules.ts'
import { makeSiteFiles } from './site-files.ts'
import { makeTable } from './table.ts'
import { loadAssembly } from './template.ts'
import { readWiring } from './wiring.ts'

/** For everything that may still be running at a stop; what comes after takes a second or two. */
const DRAIN_LIMIT_MS = 7_000

export interface HostOptions {
  /** What `synth` wrote. */
  readonly assemblyFolder: string
  /** Tables and queues live here and are found again by the next start; null forgets them. */
  readonly stateFolder: string | null
  /** E-mail becomes files here; null lets it vanish. */
  readonly mailFolder?: string | null
  /** Of the HTTP API; 0 takes a free one. */
  readonly port: number
  /** The portal's files, served beside the API; null: the API alone. */
  readonly portalFolder?: string | null
  readonly engine?: EngineName | undefined
  readonly dynamodbEndpoint?: string | undefined
  /** For queues and schedules; functions have the machine's. */
  readonly clock?: Clock | undefined
  readonly log: Log
}

export interface Host {
  /** Of the HTTP API, without a slash at the end. */
  readonly url: string
  /** By a name of wiring.ts or by the template's own. Throws when the function does. */
  invoke(functionName: string, payload: unknown): Promise<unknown>
  /** By the name of the queue. */
  readonly queueUrls: Readonly<Record<string, string>>
  readonly tableName: string
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string; readonly mail: string }
  readonly engine: Engine
  /** Signs people in; it knows nobody until it is told. */
  readonly identity: Pick<IdentityProvider, 'url' | 'setPeople'>
  /** Within ten seconds: running requests end, then everything that was started. */
  stop(): Promise<void>
}

/** Throws Problems `resource-type-unknown`, `engine-missing`, `port-in-use`; whatever was started is stopped then. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { log, clock = systemClock, stateFolder } = options
  const stops: ((limitMs: number) => unknown)[] = []
  const stop = async () => {
    const deadline = systemClock.now() + DRAIN_LIMIT_MS
    for (const each of stops.splice(0).reverse()) {
      try {
        await each(Math.max(0, deadline - systemClock.now()))
      } catch (error) {
        log(`stop: ${String(error)}`)
      }
    }
  }
  const folder = (name: string) => (stateFolder === null ? null : join(stateFolder, name))
  try {
    const mailbox = new Mailbox(folder('mailbox'), clock)
    stops.push(() => mailbox.close())
    const mailboxServer = await startMailboxServer(mailbox, { port: 0, log })
    stops.push(() => mailboxServer.stop())

    let functions: Functions | null = null
    const invoke = (name: string, event: unknown): Promise<unknown> => {
      assert(functions !== null, 'functions are made before the gateway opens')
      return functions.invoke(name, event)
    }
    const gateway = await startGateway({ port: options.port, invoke, log })
    // A gateway that is not open yet has nothing to drain, so it may go down in its turn here.
    stops.push((limitMs) => gateway.stop(limitMs))
    const identity = await startIdentityProvider({ port: portAfter(options.port), log })
    stops.push(() => identity.stop())
    const wiring = readWiring(
      loadAssembly(options.assemblyFolder, {
        mailboxUrl: mailboxServer.url,
        apiUrl: gateway.url,
        identityUrl: identity.url,
      }),
    )
    identity.setClients(wiring.identityClients)

    const engine = await startEngine({
      folder: folder('engine'),
      engine: options.engine,
      endpoint: options.dynamodbEndpoint,
      log,
    })
    stops.push(() => engine.stop())
    for (const { name, properties } of wiring.tables) {
      await makeTable(engine.endpoint, name, properties)
    }
    for (const { name, attributes } of wiring.queues) mailbox.saveQueue(name, attributes)

    const mailServer = await startMailServer(options.mailFolder ?? null, log)
    stops.push(() => mailServer.stop())
    const endpoints = {
      dynamodb: engine.endpoint,
      sqs: mailboxServer.url,
      mail: mailServer.url,
    }
    functions = makeFunctions(
      wiring.functions.map((spec) => ({
        ...spec,
        environment: { ...awsEnvironment(spec.name, endpoints), ...spec.environment },
      })),
      log,
    )
    const made = functions
    stops.push((limitMs) => made.stop(limitMs))
    for (const source of wiring.eventSources) {
      const concurrency = Math.min(source.concurrency, cores())
      const started = startEventSource({ ...source, concurrency }, mailbox, invoke, log)
      stops.push((limitMs) => started.stop(limitMs))
    }
    for (const schedule of wiring.schedules) stops.push(startSchedule(schedule, clock, invoke, log))

    const { portalFolder = null } = options
    const hasSite = portalFolder !== null && wiring.site !== null
    gateway.open(
      makeRoutes(wiring.routes),
      hasSite ? makeSiteFiles(portalFolder, wiring.site) : null,
    )
    // From now on it goes first, while everything that its requests need still runs.
    stops.push((limitMs) => gateway.stop(limitMs))

    return {
      url: gateway.url,
      invoke: async (name, payload) => invoke(wiring.functionNamed(name), payload),
      queueUrls: Object.fromEntries(wiring.queues.map(({ name, url }) => [name, url])),
      tableName: wiring.tables[0]?.name ?? '',
      endpoints,
      engine,
      identity,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The same at every start, because links between people and users name the issuer. */
const portAfter = (port: number): number => (port === 0 ? 0 : Math.min(port + 1, 65_535))

/** What Lambda gives every function, with keys that open nothing and files that are not there: no call reaches AWS. */
function awsEnvironment(
  functionName: string,
  endpoints: Host['endpoints'],
): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SESV2: endpoints.mail,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    TZ: 'UTC',
  }
}
