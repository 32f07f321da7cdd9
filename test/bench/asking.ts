// Asks for decisions as connectors do, many at once: what benchmarks of the running product share.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { type Agent, request } from 'node:http'
import { type SigningIdentity, signRequest } from '#connector/cloud/sign.ts'
import type { adminOf } from '#help/product.ts'
import { connectorKeyId, enrollKeyId } from '#shared/contracts/credentials.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { EnrollReply } from '#shared/contracts/site.ts'

export const CONNECTIONS = 16

export interface Prepared {
  readonly body: string
  readonly headers: Record<string, string>
}

/** A site and a connector of its own, with one queue: `bench@bench`. */
export async function enrollBench(
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
  const identity = { keyId: connectorKeyId(reply.tenantId, reply.connectorId), privateKey }
  const queue = { queue: 'bench', name: 'bench', color: true }
  const path = '/v1/connector/printers'
  await send(api, path, sign(api, path, queue, identity), agent)
  return identity
}

/** `change` is laid over the usual question. */
export function makeFacts(number: number, change: Partial<JobFacts> = {}): JobFacts {
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
    ...change,
  }
}

export function sign(
  api: string,
  path: string,
  body: unknown,
  identity: SigningIdentity,
): Prepared {
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
export async function ask(
  api: string,
  questions: readonly Prepared[],
  agent: Agent,
): Promise<number[]> {
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

export function send(
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
