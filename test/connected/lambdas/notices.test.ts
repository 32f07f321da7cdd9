// What rules tell: messages that the user finds at once, e-mails that go out together, and notes on the job.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '#infra/local/mail-server.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { type Device, makeFacts, START_MS, type Stage, startStage } from './stage.ts'

const RULES = {
  rules: [
    {
      id: 'tell',
      when: 'job.name.startsWith("tell")',
      // biome-ignore lint/suspicious/noThenProperty: a rule has one
      then: [
        { do: 'comment', text: 'large color job' },
        { do: 'warn', message: 'paper is dear' },
        { do: 'notify', to: 'user', message: 'it waits in room 7' },
        { do: 'notify', to: 'admins', message: 'a large job' },
        { do: 'notify', to: 'paper@example.org', message: 'fill tray 2' },
      ],
    },
    {
      id: 'ask',
      when: 'job.name == "tell, but ask"',
      // biome-ignore lint/suspicious/noThenProperty: a rule has one
      then: [{ do: 'ask', message: 'print it?' }],
    },
  ],
}
const SETTINGS = { noticeAddresses: ['it@example.org', 'head@example.org'] }

let folder: string
let mail: MailServer
let stage: Stage
let device: Device
let tenant: Stage['partner']['tenants'][0]
let path: string
let number = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'))
  mail = await startMailServer(folder, () => {})
  process.env.AWS_ENDPOINT_URL_SESV2 = mail.url
  process.env[ENV.mailFrom] = 'spoolgate@example.org'
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  await admin('PUT', 'users/alice', { email: 'alice@example.org' })
  await admin('PUT', 'users/bob', {})
  const settings = (await admin('GET', 'settings')).json
  const put = await admin('PUT', 'settings', { ...settings, ...SETTINGS })
  expect(put.status, put.text).toBe(200)
  const rules = await admin('PUT', 'rules?activate=true', RULES)
  expect(rules.status, rules.text).toBeLessThan(300)
}, 60_000)
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_SESV2
  await stage?.stop()
  await mail?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await stage.sendNotices()
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})

const admin = (method: string, rest: string, body?: unknown) =>
  stage.call(tenant.admin, method, `${path}/${rest}`, body)
const alice = (method: string, rest: string, body?: unknown) =>
  stage.call(tenant.user, method, `/v1/me/${rest}`, body)

async function print(documentName: string, name = 'alice') {
  const facts = makeFacts(`notice ${number++}`, {
    documentName,
    owner: { name, identity: 'authenticated', forged: false },
  })
  const reply = await stage.ask(device, facts)
  expect(reply.status, reply.text).toBe(200)
  return { id: facts.jobId, answer: reply.json }
}

/** Jobs that alice was told about. */
async function told(): Promise<string[]> {
  return (await alice('GET', 'messages')).json.items.map((one: { jobId: string }) => one.jobId)
}

const mails = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

describe('what rules tell', () => {
  it('stands in messages and in the job at once, and goes out by e-mail once', async () => {
    const { id, answer } = await print('tell all')
    expect(answer).toMatchObject({ verdict: 'release', message: 'paper is dear' })
    expect((await admin('GET', `jobs/${id}`)).json).toMatchObject({ comments: ['large color job'] })
    expect((await admin('GET', 'jobs')).json.items[0].comments).toEqual(['large color job'])
    const { items } = (await alice('GET', 'messages')).json
    expect(items[0]).toEqual({
      jobId: id,
      documentName: 'tell all',
      printer: 'office',
      texts: ['paper is dear', 'it waits in room 7'],
      at: expect.any(String),
    })
    expect(mails()).toEqual([])
    expect(await stage.sendNotices()).toEqual({ mails: 3 })
    const sent = mails()
    const toUser = sent.find((one) => one.includes('it waits in room 7'))
    expect(toUser).toContain('your job tell all')
    // A name of a document is for its owner.
    expect(sent.filter((one) => one.includes('tell all'))).toHaveLength(1)
    expect(sent.some((one) => one.includes('fill tray 2'))).toBe(true)
    expect(await stage.sendNotices()).toEqual({ mails: 0 })
  })

  it('is one e-mail for each recipient, however many jobs there were', async () => {
    for (let count = 0; count < 7; count++) await print('tell often')
    expect(await stage.sendNotices()).toEqual({ mails: 3 })
    expect(mails().find((one) => one.includes('a large job'))).toContain('(and 6 more)')
  })

  it('stays a message when the user has no address', async () => {
    await print('tell bob', 'bob')
    expect(await stage.sendNotices()).toEqual({ mails: 2 })
  })

  it('is told once when the connector asks again, and not before a question is answered', async () => {
    const { id, answer } = await print('tell, but ask')
    expect(answer.verdict).toBe('ask')
    expect(await told()).not.toContain(id)
    expect(await stage.sendNotices()).toEqual({ mails: 0 })
    const reply = await alice('POST', `prompts/${id}:answer`, { prompt: 'rule:ask', answer: 'yes' })
    expect(reply.json, reply.text).toMatchObject({
      state: 'released',
      comments: ['large color job'],
      history: [{ did: 'answered', at: new Date(START_MS).toISOString(), by: 'test user' }],
    })
    expect(await told()).toContain(id)
    expect(await stage.sendNotices()).toEqual({ mails: 3 })
  })

  it('is nothing for a job that no rule speaks of', async () => {
    const { id } = await print('quiet')
    expect((await admin('GET', `jobs/${id}`)).json).toMatchObject({ comments: [], history: [] })
    expect(await stage.sendNotices()).toEqual({ mails: 0 })
  })
})

describe('while no e-mail can be sent', () => {
  it('notices are tried five times, then given up and told', async () => {
    await print('tell in vain', 'bob')
    await mail.stop()
    try {
      for (let run = 0; run < 4; run++) await stage.sendNotices()
      expect(stage.logs.join('\n')).not.toContain('notices-given-up')
      await stage.sendNotices()
      expect(stage.logs.join('\n')).toContain('notices-given-up')
    } finally {
      mail = await startMailServer(folder, () => {})
      process.env.AWS_ENDPOINT_URL_SESV2 = mail.url
    }
    expect(await stage.sendNotices()).toEqual({ mails: 0 })
  })
})
