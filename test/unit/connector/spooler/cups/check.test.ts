// A print system that lets anybody do anything must not pass the check, whatever its policies are called.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkQueues } from '#connector/spooler/cups/check.ts'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import { type IppAttribute, type IppGroup, makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP, OPERATION, TAG } from '#connector/spooler/ipp/tables.ts'

const PRINTER = 'office'
let folder: string
let server: http.Server
/** Operations that were asked without credentials. */
let anonymous: number[]
/** Refused without credentials. */
let guarded: Set<number>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sg-'))
  anonymous = []
  guarded = new Set()
  server = http.createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const check = async () => {
  const findings = await checkQueues({
    socketPath: join(folder, 's'),
    user: 'me',
    queues: [PRINTER],
    identity: 'claimed',
    signal: AbortSignal.timeout(10_000),
  })
  return new Map(findings.map((finding) => [finding.name, finding]))
}

it('names what anybody may do', async () => {
  const found = (await check()).get('office policies-in-force')
  expect(found).toMatchObject({
    ok: false,
    detail: 'anybody may print past the intake, release a job, read a document, move a job',
  })
})

it('names the one thing that was left open', async () => {
  guarded = new Set([
    OPERATION['Validate-Job'],
    OPERATION['Release-Job'],
    OPERATION['CUPS-Get-Document'],
  ])
  const found = (await check()).get('office policies-in-force')
  expect(found).toMatchObject({ ok: false, detail: 'anybody may move a job' })
})

it('is content when everything is refused without credentials', async () => {
  guarded = new Set(Object.values(OPERATION))
  const found = (await check()).get('office policies-in-force')
  expect(found).toMatchObject({ ok: true })
  expect(anonymous).toContain(OPERATION['CUPS-Move-Job'])
})

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const body = await buffer(request)
  if (request.method !== 'POST') return void response.writeHead(404).end()
  const operation = makeDecoder().push(body)!.message.code
  if (request.headers.authorization === undefined) {
    anonymous.push(operation)
    if (guarded.has(operation)) return void response.writeHead(401).end()
  }
  const bytes = encode({ version: 0x0200, code: 0, requestId: 1, groups: repliesTo() })
  response.writeHead(200, { 'content-type': 'application/ipp' }).end(bytes)
}

/** One reply that fits every question. */
function repliesTo(): readonly IppGroup[] {
  const jobId: IppAttribute = { name: 'job-id', tag: TAG.integer, values: [7] }
  return [
    { tag: GROUP.operation, attributes: [makeAttribute('attributes-charset', 'utf-8')] },
    { tag: GROUP.job, attributes: [jobId] },
    {
      tag: GROUP.printer,
      attributes: [
        makeAttribute('device-uri', 'intake:/office'),
        makeAttribute('printer-op-policy', 'metered'),
      ],
    },
  ]
}
