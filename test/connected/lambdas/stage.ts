/** The real handlers on the real engine, with a clock that tests set, and a queue that keeps what it is sent. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { signRequest } from '#connector/cloud/sign.ts'
import { startTestTable } from '#help/engine.ts'
import type { EngineName } from '#infra/local/engine-commands.ts'
import type { HttpEvent, HttpReply } from '#lambdas/middleware/call.ts'
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import {
  connectorKeyId,
  enrollKeyId,
  formatToken,
  PERSON_ROLES,
  type PersonRole,
  type Role,
} from '#shared/contracts/credentials.ts'
import { gatewayPath } from '#shared/contracts/gateway-path.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { ENV } from '#shared/contracts/wiring.ts'

const HOST = 'api.test'
const BATCH_QUEUE_URL = 'http://127.0.0.1:1/batches'
const MAIL_QUEUE_URL = 'http://127.0.0.1:1/mail'
const NO_CONTEXT = {} as Context
export const START_MS = Date.parse('2027-03-01T08:00:00.000Z')

export interface Person {
  readonly token: string
}
export interface Device {
  readonly tenantId: string
  readonly siteId: string
  readonly connectorId: string
  readonly privateKey: KeyObject
  readonly publicKey: string
}
export interface Reply {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at any reply
  readonly json: any
  readonly headers: Readonly<Record<string, string>>
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[]
}
export interface TestTenant {
  readonly id: string
  readonly admin: Person
  readonly user: Person
  /** One of each role. */
  readonly staff: Readonly<Record<PersonRole, Person>>
}

export type Stage = Awaited<ReturnType<typeof startStage>>

export async function startStage(engine?: EngineName) {
  const table = await startTestTable(engine)
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    [ENV.tableName]: table.tableName,
    [ENV.outcomeQueueUrl]: 'http://127.0.0.1:1/outcomes',
    [ENV.batchQueueUrl]: BATCH_QUEUE_URL,
    [ENV.replayQueueUrl]: 'http://127.0.0.1:1/replays',
    [ENV.mailQueueUrl]: MAIL_QUEUE_URL,
    [ENV.mailFrom]: 'reports@spoolgate.test',
    [ENV.doorbellPrefix]: 'bell-',
    [ENV.staleAfterHours]: '168',
    [ENV.publicUrl]: `https://${HOST}`,
    // Nobody signs in here; the test of signing in names its own provider.
    [ENV.issuer]: 'http://127.0.0.1:1',
    [ENV.clientId]: 'portal',
  })
  const lambdas = await importLambdas()
  const clock = { ms: START_MS }
  const logs: string[] = []
  let drawn = 0
  const doors = {
    nowMs: () => clock.ms,
    makeRandom: (bytes: number) => sha256(`random ${drawn++}`).subarray(0, bytes),
    writeLine: (line: string) => void logs.push(line),
  }
  const http = lambdas.composeHttp(lambdas.handlers, doors)
  const rings: string[] = []
  const batched: string[] = []
  const mails: string[] = []
  const queued = keepMessages(lambdas.queueClient, rings, batched, mails)

  async function send(event: HttpEvent): Promise<Reply> {
    const reply: HttpReply = await http(event, NO_CONTEXT)
    const { statusCode: status, body: text, headers, cookies = [] } = reply
    const isJson = headers['content-type']?.includes('json') === true
    return { status, text, json: isJson ? JSON.parse(text) : null, headers, cookies }
  }

  function call(
    person: Person | null,
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const authorization = person === null ? {} : { authorization: `Bearer ${person.token}` }
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    return send(makeEvent(method, url, { ...authorization, ...headers }, text))
  }

  function signed(device: Device, path: string, body: unknown, keyId?: string): HttpEvent {
    const id = keyId ?? connectorKeyId(device.tenantId, device.connectorId)
    return makeSignedEvent(path, JSON.stringify(body), id, device.privateKey, clock.ms)
  }

  /** Twice the way of a report: taken over HTTP, then booked from the queue. */
  async function report(device: Device, outcomes: readonly Outcome[]): Promise<Reply> {
    const reply = await send(signed(device, '/v1/connector/outcomes', { outcomes }))
    await bookAll()
    return reply
  }

  async function bookAll(): Promise<void> {
    for (const body of queued.splice(0)) await book(body)
  }
  const log = lambdas.makeLog(doors, {})

  /** Every batch to its end, and how many steps that took. */
  async function runBatches(): Promise<number> {
    let steps = 0
    for (let body = batched.shift(); body !== undefined; body = batched.shift()) {
      await lambdas.runBatch({ body, nowMs: clock.ms, log })
      steps++
    }
    return steps
  }
  const book = (body: string) => lambdas.bookOutcome({ body, nowMs: clock.ms, log })

  return {
    clock,
    logs,
    doors,
    queued,
    rings,
    batched,
    mails,
    rollUp: () => lambdas.rollUpAll({ event: {}, nowMs: clock.ms, log }),
    queueDueReports: () => lambdas.dueReports({ event: {}, nowMs: clock.ms, log }),
    sendReport: (body: string) => lambdas.sendReport({ body, nowMs: clock.ms, log }),
    runBatches,
    sendNotices: () => lambdas.sendNotices({ event: {}, nowMs: clock.ms, log }),
    startQuotas: () => lambdas.startQuotas({ event: {}, nowMs: clock.ms, log }),
    lambdas,
    send,
    call,
    signed,
    report,
    book,
    bookAll,
    chainAudit: () => lambdas.chainAudit({ event: {}, nowMs: clock.ms, log }),
    sweep: () => lambdas.voidStale({ event: {}, nowMs: clock.ms, log }),
    ask: (device: Device, facts: JobFacts) => send(signed(device, '/v1/connector/jobs', facts)),
    stop: () => table.stop(),
    partner: await provision(lambdas.provision),
    enroll: (tenant: TestTenant, siteSlug: string) =>
      enrollDevice(call, send, tenant, siteSlug, () => clock.ms),
  }
}

async function importLambdas() {
  const [api, answer, accept, compose, book, schedule, operator, log, outbox, table, queue, chain] =
    await Promise.all([
      import('#lambdas/http/functions/api.ts'),
      import('#lambdas/http/answer-job.ts'),
      import('#lambdas/http/accept-outcomes.ts'),
      import('#lambdas/middleware/compose-http.ts'),
      import('#lambdas/queue/book-outcomes.ts'),
      import('#lambdas/schedule/void-stale.ts'),
      import('#lambdas/operator/provision.ts'),
      import('#lambdas/middleware/log.ts'),
      import('#lambdas/stores/outbox.ts'),
      import('#lambdas/stores/table.ts'),
      import('#lambdas/middleware/compose-queue.ts'),
      import('#lambdas/schedule/chain-audit.ts'),
    ])
  const [bulk, batches, quotas, notices] = await Promise.all([
    import('#lambdas/http/functions/bulk.ts'),
    import('#lambdas/queue/run-batches.ts'),
    import('#lambdas/schedule/start-quotas.ts'),
    import('#lambdas/schedule/send-notices.ts'),
  ])
  const [report, rollUp, dueReports, sendReport] = await Promise.all([
    import('#lambdas/http/functions/report.ts'),
    import('#lambdas/schedule/roll-up.ts'),
    import('#lambdas/schedule/due-reports.ts'),
    import('#lambdas/queue/send-report.ts'),
  ])
  return {
    handlers: {
      ...api.apiHandlers,
      ...report.reportHandlers,
      ...bulk.bulkHandlers,
      answerJob: answer.answerJob,
      acceptOutcomes: accept.acceptOutcomes,
    },
    composeHttp: compose.composeHttp,
    bookOutcome: book.bookOutcome,
    voidStale: schedule.voidStale,
    provision: operator.provision,
    makeLog: log.makeLog,
    queueClient: outbox.queueClient,
    table,
    composeQueue: queue.composeQueue,
    chainAudit: chain.chainAudit,
    runBatch: batches.runBatch,
    startQuotas: quotas.startQuotas,
    sendNotices: notices.sendNotices,
    rollUpAll: rollUp.rollUpAll,
    dueReports: dueReports.dueReports,
    sendReport: sendReport.sendReport,
  }
}

interface QueueInput {
  readonly Entries?: { Id: string; MessageBody: string }[]
  readonly MessageBody?: string
  readonly QueueName?: string
  readonly QueueUrl?: string
}

/** The queue itself is another test's; here it takes everything. */
function keepMessages(
  client: { middlewareStack: { add: (...given: never[]) => void } },
  rings: string[],
  batched: string[],
  mails: string[],
): string[] {
  const kept: string[] = []
  const take = () => async (args: { input: QueueInput }) => {
    const { Entries = [], QueueName, QueueUrl } = args.input
    const box = QueueUrl === BATCH_QUEUE_URL ? batched : QueueUrl === MAIL_QUEUE_URL ? mails : kept
    box.push(...Entries.map((one) => one.MessageBody))
    const output = {
      Successful: Entries.map(({ Id }) => ({ Id })),
      // Doorbells: a queue is where its name says.
      QueueUrl: QueueUrl ?? `http://127.0.0.1:1/${QueueName}`,
      $metadata: {},
    }
    if (args.input.MessageBody === 'ring') rings.push(QueueUrl ?? '')
    return { output, response: {} }
  }
  client.middlewareStack.add(
    take as never,
    { step: 'initialize', priority: 'high', name: 'keeping' } as never,
  )
  return kept
}

export const TENANT_IDS = ['A', 'B'].map((name) => makeUlid(START_MS, sha256(`tenant ${name}`)))
const PARTNER_ID = makeUlid(START_MS, sha256('partner'))

async function provision(save: (call: { event: unknown }) => Promise<unknown>) {
  const tokens: {
    ownerId: string
    hash: string
    role: Role
    name: string
    username: string | null
  }[] = []
  const give = (
    kind: 'tenant' | 'partner',
    ownerId: string,
    role: Role,
    username = role === 'user' ? 'alice' : null,
  ): Person => {
    const secret = sha256(`${ownerId} ${role} ${username}`)
      .toString('hex')
      .replaceAll(/[0189]/g, 'x')
      .slice(0, 32)
    const token = formatToken(kind, ownerId, secret)
    const hash = sha256(token).toString('hex')
    tokens.push({ ownerId, hash, role, name: `test ${role}`, username })
    return { token }
  }
  const person = give('partner', PARTNER_ID, 'partner')
  const tenants = TENANT_IDS.map(
    (id): TestTenant => ({
      id,
      admin: give('tenant', id, 'admin'),
      user: give('tenant', id, 'user'),
      staff: Object.fromEntries(
        PERSON_ROLES.map((role) => [role, give('tenant', id, role, `person-${role}`)]),
      ) as Record<PersonRole, Person>,
    }),
  )
  const event = {
    partner: { id: PARTNER_ID, name: 'partner' },
    tenants: TENANT_IDS.map((id, index) => ({
      id,
      slug: `tenant-${index}`,
      name: `Tenant ${index}`,
      currency: 'EUR',
      settings: {
        unknownUser: 'create',
        unknownPages: 'hold',
        flatPrice: '0.00',
        holdSeconds: 3600,
      },
    })),
    tokens,
  }
  await save({ event })
  const [first, second] = tenants
  if (first === undefined || second === undefined) throw new Error('two tenants')
  return { id: PARTNER_ID, person, tenants: [first, second] as const, event }
}

export function makeDevice(tenantId: string, siteId: string): Device {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = publicKey.export({ format: 'jwk' })
  return { tenantId, siteId, connectorId: '', privateKey, publicKey: jwk.x ?? '' }
}

export function enrollBody(token: string, device: Device) {
  const software = { version: '1', platform: 'test', spooler: 'test' }
  return { token, publicKey: device.publicKey, name: 'connector', ...software }
}

async function enrollDevice(
  call: (person: Person, method: string, url: string, body: unknown) => Promise<Reply>,
  send: (event: HttpEvent) => Promise<Reply>,
  tenant: TestTenant,
  slug: string,
  nowMs: () => number,
): Promise<Device> {
  const path = `/v1/tenants/${tenant.id}`
  const site = await call(tenant.admin, 'POST', `${path}/sites`, { slug, name: slug })
  const siteId = site.json.id
  const made = await call(tenant.admin, 'POST', `${path}/enrollment-tokens`, { siteId })
  const device = makeDevice(tenant.id, siteId)
  const body = JSON.stringify(enrollBody(made.json.token, device))
  const keyId = enrollKeyId(device.publicKey)
  const event = makeSignedEvent('/v1/connector/enroll', body, keyId, device.privateKey, nowMs())
  const reply = await send(event)
  if (reply.status !== 200) throw new Error(`enroll: ${reply.text}`)
  const enrolled = { ...device, connectorId: reply.json.connectorId }
  const registration = JSON.stringify({ queue: 'office', name: 'Office', color: true })
  const id = connectorKeyId(tenant.id, enrolled.connectorId)
  await send(
    makeSignedEvent('/v1/connector/printers', registration, id, device.privateKey, nowMs()),
  )
  return enrolled
}

export function makeSignedEvent(
  path: string,
  body: string,
  keyId: string,
  privateKey: KeyObject,
  createdMs: number,
): HttpEvent {
  const bytes = Buffer.from(body)
  const url = `https://${HOST}${path}`
  const request = { method: 'POST', url, contentType: 'application/json', body: bytes }
  const headers = signRequest(request, { keyId, privateKey }, createdMs)
  return makeEvent('POST', path, headers, body)
}

let requests = 0

/** As API Gateway would hand it over (payload format 2.0). */
export function makeEvent(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
): HttpEvent {
  const { cookie, ...others } = headers
  const { pathname, search, searchParams } = new URL(url, `https://${HOST}`)
  const { routeKey, pathParameters } = match(method, pathname)
  return {
    routeKey,
    pathParameters,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    queryStringParameters: Object.fromEntries(searchParams),
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https', ...others },
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    requestContext: { domainName: HOST, requestId: `request-${requests++}`, http: { method } },
    body,
    isBase64Encoded: false,
  }
}

function match(method: string, pathname: string) {
  for (const route of Object.values(ROUTES) as Route[]) {
    const pattern = new RegExp(
      `^${gatewayPath(route.path).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`,
    )
    const groups = pattern.exec(pathname)?.groups
    if (route.method !== method || !pattern.test(pathname)) continue
    const named = Object.entries(groups ?? {}).map(([name, text]) => [
      name,
      decodeURIComponent(text),
    ])
    return {
      routeKey: `${method} ${gatewayPath(route.path)}`,
      pathParameters: Object.fromEntries(named),
    }
  }
  return { routeKey: '$default', pathParameters: {} }
}

export function makeFacts(number: number | string, change: Partial<JobFacts> = {}): JobFacts {
  return {
    jobId: makeUlid(START_MS, sha256(`job ${number}`)),
    printerId: 'office@main',
    owner: { name: 'alice', identity: 'authenticated', forged: false },
    documentName: 'three-pages.pdf',
    document: {
      count: 1,
      language: 'pdf',
      pages: { value: 3, known: 'exact' },
      colorPages: { value: 1, known: 'exact', ranges: '2' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 3 }],
      bytes: 12_345,
      sha256: sha256(`document ${number}`).toString('hex'),
      problem: null,
    },
    ticket: {
      copies: 1,
      duplex: false,
      grayscale: false,
      pagesPerSide: 1,
      pageRanges: '',
      collate: true,
    },
    printsSeveralDocuments: true,
    createdAt: '2027-03-01T07:59:58.000Z',
    ...change,
  }
}

export function makeOutcome(jobId: string, change: Partial<Outcome> = {}): Outcome {
  return {
    jobId,
    state: 'completed',
    started: true,
    sidesDone: null,
    endedAt: '2027-03-01T08:00:30.000Z',
    detail: '',
    ...change,
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
