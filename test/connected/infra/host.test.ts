/** The local cloud as a whole: the real template, the real bundles, an engine, one port. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeAssembly } from '#infra/local/assembly.ts'
import { type Host, startHost } from '#infra/local/host.ts'
import { problemDetails } from '#shared/contracts/problem-details.ts'
import type { ProvisionRequest } from '#shared/contracts/provision.ts'

let assemblyFolder: string
const log: string[] = []
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  assemblyFolder = (await makeAssembly({ log: () => {} })).assemblyFolder
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  log.length = 0
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'host-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(stateFolder: string | null, folder = assemblyFolder): Promise<Host> {
  const host = await startHost({
    assemblyFolder: folder,
    stateFolder,
    port: 0,
    log: (line) => log.push(line),
  })
  cleanups.push(() => host.stop())
  return host
}

const PARTNER_TOKEN = `sg_${'A'.repeat(26)}`
const nothing: ProvisionRequest = {
  partner: { id: '01HZZZZZZZZZZZZZZZZZZZZZZZ', name: 'Partner' },
  tenants: [],
  tokens: [],
}

describe('host', () => {
  it('serves what the template names and nothing else, on the loopback', async () => {
    const host = await start(null)
    expect(new URL(host.url).hostname).toBe('127.0.0.1')
    expect((await fetch(`${host.url}/`)).status).toBe(200)

    const denied = await fetch(`${host.url}/v1/me`, {
      headers: { authorization: `Bearer ${PARTNER_TOKEN}` },
    })
    expect(denied.status).toBe(401)
    problemDetails.parse(await denied.json())

    const leaving = await fetch(`${host.url}/auth/sign-in`, { redirect: 'manual' })
    const asked = new URL(leaving.headers.get('location') ?? '')
    expect(asked.origin).toBe(host.identity.url)
    expect(asked.searchParams.get('redirect_uri')).toBe(`${host.url}/auth/callback`)
    expect((await fetch(asked, { redirect: 'manual' })).headers.get('location')).toMatch(
      '/sign-in/',
    )

    const absent = await fetch(`${host.url}/v1/provision`, { method: 'POST' })
    expect(absent.status).toBe(404)
    await host.invoke('provision', nothing)
    await expect(host.invoke('nobody', {})).rejects.toThrow('fault')
  })

  it('finds its table again after a stop, and after its engine was killed', async () => {
    const state = makeFolder()
    const first = await start(state)
    await first.invoke('provision', nothing)
    await first.stop()

    const second = await start(state)
    expect(second.tableName).toBe(first.tableName)
    process.kill(second.engine.pid!, 'SIGKILL')
    await expect
      .poll(() => second.invoke('provision', nothing).then(() => 'done', String), {
        timeout: 10_000,
      })
      .toBe('done')
  })

  it('keeps a poisonous outcome for a person instead of losing it', async () => {
    const host = await start(null)
    const [queueUrl] = Object.entries(host.queueUrls)
      .filter(([name]) => !name.includes('DeadLetters'))
      .map(([, url]) => url)
    const sqs = new SQSClient({
      endpoint: host.endpoints.sqs,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    cleanups.push(() => sqs.destroy())
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'poison' }))
    await expect
      .poll(() => log.some((line) => line.includes('-book failed 1 of 1')), { timeout: 10_000 })
      .toBe(true)
  })

  it('does not start with a resource that it could not run', async () => {
    const folder = makeFolder()
    for (const name of readdirSync(assemblyFolder).filter((each) => each.endsWith('.json'))) {
      copyFileSync(join(assemblyFolder, name), join(folder, name))
    }
    writeFileSync(
      join(folder, 'more.template.json'),
      JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
    )
    await expect(start(null, folder)).rejects.toMatchObject({ code: 'resource-type-unknown' })
  })

  it('says that its port is taken', async () => {
    const host = await start(null)
    await expect(
      startHost({
        assemblyFolder,
        stateFolder: null,
        port: Number(new URL(host.url).port),
        log: () => {},
      }),
    ).rejects.toMatchObject({ code: 'port-in-use' })
  })
})
