// Decisions per second through HTTP, signature check, handler and DynamoDB engine, all on this machine.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { Agent, request } from 'node:http'
import { type SigningIdentity, signRequest } from '#connector/cloud/sign.ts'
import {
  adminOf,
  makeStateFolder,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { connectorKeyId, enrollKeyId } from '#shared/contracts/credentials.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { EnrollReply } from '#shared/contracts/site.ts'
import { percentile, type Report } from './report.ts'

const WARM_UP = 400
const DECISIONS = 3_000
const CONNECTIONS = 16
const TARGET_PER_SECOND = 250
const BALANCE = '100000.00'

interface Prepared {
  readonly body: string
  readonly headers: Record<string, string>
}

export async function benchDecide(report: Report): Promise<void> {
  const folder = makeStateFolder()
  const product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  try {
    const { api } = product.ready
    const admin = adminOf(product.ready, 'company')
    await admin.request('POST', 'accounts/user%3Aerin/entries', { amount: BALANCE })
    const identity = await enroll(api, admin, agent)
    await send(
      api,
      '/v1/connector/printers',
      sign(api, '/v1/connector/printers', { queue: 'bench', name: 'bench', color: true }, identity),
      agent,
    )

    // Signed beforehand, so that the load generator's own work is not measured.
    const questions = Array.from({ length: WARM_UP + DECISIONS }, (_, number) =>
      sign(api, '/v1/connector/jobs', makeFacts(number), identity),
    )
    await ask(api, questions.slice(0, WARM_UP), agent)
    const startedMs = performance.now()
    const latencies = await ask(api, questions.slice(WARM_UP), agent)
    const perSecond = DECISIONS / ((performance.now() - startedMs) / 1_000)

    report({
      name: 'decide: decisions per second',
      value: perSecond,
      unit: '1/s',
      against: `the target of ${TARGET_PER_SECOND}/s`,
      ratio: perSecond / TARGET_PER_SECOND,
      n: DECISIONS,
    })
    for (const [name, share] of [
      ['median', 0.5],
      ['p99', 0.99],
    ] as const) {
      report({
        name: `decide: latency, ${name}, ${CONNECTIONS} at once`,
        value: percentile(latencies, share),
        unit: 'ms',
        against: null,
        ratio: null,
        n: DECISIONS,
      })
    }
  } finally {
    agent.destroy()
    await product.stop()
    removeStateFolder(folder)
  }
}

async function enroll(
  api: string,
  admin: ReturnType<typeof adminOf>,
  agent: Agent,
): Promise<SigningIdentity> {
  const site = (await (
    await admin.request('POST', 'sites', { slug: 'bench', name: 'Bench' })
  ).json()) as { id: string }
  const created = (await (
    await admin.request('POST', 'enrollment-tokens', { siteId: site.id })
  ).json()) as { token: string }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const x = publicKey.export({ format: 'jwk' }).x!
  const body = {
    token: created.token,
    publicKey: x,
    name: 'bench',
    version: '0',
    platform: 'bench',
    spooler: 'none',
  }
  const signed = sign(api, '/v1/connector/enroll', body, { keyId: enrollKeyId(x), privateKey })
  const reply = JSON.parse(await send(api, '/v1/connector/enroll', signed, agent)) as EnrollReply
  return { keyId: connectorKeyId(reply.tenantId, reply.connectorId), privateKey }
}

function makeFacts(number: number): JobFacts {
  const createdMs = Date.now()
  const hash = createHash('sha256').update(`bench ${number} ${createdMs}`).digest()
  return {
    jobId: makeUlid(createdMs, hash),
    printerId: 'bench@bench',
    owner: { name: 'erin', identity: 'claimed', forged: false },
    documentName: `Quarterly report ${number}.pdf`,
    document: {
      count: 1,
      language: 'pdf',
      pages: { value: 12, known: 'exact' },
      colorPages: { value: 3, known: 'exact', ranges: '2,5-6' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 12 }],
      bytes: 123_456,
      sha256: hash.toString('hex'),
      problem: null,
    },
    ticket: {
      copies: 1,
      duplex: true,
      grayscale: false,
      pagesPerSide: 1,
      pageRanges: '',
      collate: true,
    },
    printsSeveralDocuments: false,
    createdAt: new Date(createdMs).toISOString(),
  }
}

function sign(api: string, path: string, body: unknown, identity: SigningIdentity): Prepared {
  const text = JSON.stringify(body)
  const unsigned = {
    method: 'POST',
    url: `${api}${path}`,
    contentType: 'application/json',
    body: Buffer.from(text),
  }
  return { body: text, headers: signRequest(unsigned, identity, Date.now()) }
}

/** Keeps all connections busy; resolves to each question's latency in ms. */
async function ask(api: string, questions: readonly Prepared[], agent: Agent): Promise<number[]> {
  const latencies: number[] = []
  const open = [...questions]
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let question = open.pop(); question !== undefined; question = open.pop()) {
        const startedMs = performance.now()
        const answer = JSON.parse(await send(api, '/v1/connector/jobs', question, agent)) as {
          verdict: string
        }
        if (answer.verdict !== 'release') throw new Error(`not released: ${JSON.stringify(answer)}`)
        latencies.push(performance.now() - startedMs)
      }
    }),
  )
  return latencies
}

function send(
  api: string,
  path: string,
  { body, headers }: Prepared,
  agent: Agent,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${api}${path}`,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8').on('data', (part: string) => (text += part))
        incoming.once('end', () =>
          (incoming.statusCode ?? 0) < 300
            ? resolve(text)
            : reject(new Error(`${path}: ${incoming.statusCode} ${text}`)),
        )
      },
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
