/** Quotas, imports and exports, and one account that many print on at once, on a real engine. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { expectSoundLedger } from './invariants.ts'
import {
  type Device,
  makeEvent,
  makeFacts,
  makeOutcome,
  type Reply,
  type Stage,
  startStage,
} from './stage.ts'

const DAY_MS = 24 * 3600 * 1000

let stage: Stage
let device: Device
let path: string

const admin = () => stage.partner.tenants[0].admin
const tenantId = () => stage.partner.tenants[0].id

async function must(method: string, url: string, body?: unknown) {
  const reply = await stage.call(admin(), method, `${path}${url}`, body)
  if (reply.status >= 300) throw new Error(`${method} ${url}: ${reply.text}`)
  return reply.json
}
const balance = async (name: string) => (await must('GET', `/users/${name}`)).balance

/** As connectors do: who is told that it is too busy asks again. */
async function askPatiently(facts: JobFacts): Promise<Reply> {
  let reply = await stage.ask(device, facts)
  for (let again = 0; reply.status === 503 && again < 20; again++) {
    reply = await stage.ask(device, facts)
  }
  return reply
}

/** A file as API Gateway hands it over: as base64. */
function upload(url: string, bytes: Uint8Array): Promise<Reply> {
  const headers = { authorization: `Bearer ${admin().token}`, 'content-type': 'text/csv' }
  const event = makeEvent('POST', `${path}${url}`, headers, Buffer.from(bytes).toString('base64'))
  return stage.send({ ...event, isBase64Encoded: true })
}

beforeAll(async () => {
  stage = await startStage()
  path = `/v1/tenants/${tenantId()}`
  device = await stage.enroll(stage.partner.tenants[0], 'main')
  const side = { simplex: '0.10', duplex: '0.10' }
  await must('PATCH', '/printers/office@main', {
    prices: { model: 'simple', gray: side, color: side },
  })
})
afterAll(() => stage?.stop())

describe('quotas', () => {
  beforeAll(async () => {
    await must('PUT', '/users/ann', { groups: ['class-a', 'band'] })
    await must('PUT', '/users/ben', { groups: ['class-a'] })
    await must('PUT', '/users/cay', {})
  })

  it('are given once, however many runs there are at once', async () => {
    stage.clock.ms += DAY_MS
    await must('PUT', '/groups/class-a', { quota: { amount: '2.00', period: 'day' } })
    await must('PUT', '/groups/band', { quota: { amount: '0.50', period: 'day' } })
    const messages = [...stage.batched]
    await stage.startQuotas()
    const log = stage.lambdas.makeLog(stage.doors, {})
    const run = (body: string) => stage.lambdas.runBatch({ body, nowMs: stage.clock.ms, log })
    await Promise.all([...messages, ...messages, ...stage.batched].map(run))
    await stage.runBatches()
    expect([await balance('ann'), await balance('ben'), await balance('cay')]).toEqual([
      '2.50',
      '2.00',
      '0.00',
    ])
    await stage.startQuotas()
    await stage.runBatches()
    expect(await balance('ann')).toBe('2.50')
  })

  it('that run three periods late give each once, up to the cap', async () => {
    await must('PATCH', '/groups/band', { quota: null })
    await must('PATCH', '/groups/class-a', {
      quota: { amount: '2.00', period: 'day', cap: '7.00', from: '2027-03-01' },
    })
    await stage.runBatches()
    stage.clock.ms += 3 * DAY_MS
    await stage.startQuotas()
    await stage.runBatches()
    // 2.50 + 2 + 2, and then half a grant up to the cap; 2.00 + 2 + 2 + 1.
    expect([await balance('ann'), await balance('ben')]).toEqual(['7.00', '7.00'])
    const entries = (await must('GET', '/accounts/user:ben/entries')).items
    expect(entries.map((one: { amount: string }) => one.amount).sort()).toEqual([
      '1.00',
      '2.00',
      '2.00',
      '2.00',
    ])
    const { items } = await must('GET', '/batches')
    expect(items[0]).toMatchObject({ kind: 'quota', state: 'done', failed: 0 })
  })

  it('go on when a run lost its message', async () => {
    stage.clock.ms += DAY_MS
    await must('POST', '/accounts/user:ben/entries', { amount: '-5.00' })
    await stage.startQuotas()
    stage.batched.splice(0)
    await stage.startQuotas()
    expect(stage.batched).toHaveLength(0)
    stage.clock.ms += 3600_000
    await stage.startQuotas()
    await stage.runBatches()
    expect(await balance('ben')).toBe('4.00')
  })

  it('of everyone reach everyone, also who belongs to no group', async () => {
    stage.clock.ms += DAY_MS
    await must('PUT', '/groups/everyone', { quota: { amount: '1.00', period: 'day' } })
    await must('PUT', '/groups/class-a', {})
    await stage.startQuotas()
    await stage.runBatches()
    expect(await balance('cay')).toBe('1.00')
    await must('PUT', '/groups/everyone', {})
  })
})

describe('users as CSV', () => {
  const csv = (rows: readonly string[]) =>
    ['username,Full Name,groups,credit', ...rows].join('\r\n')

  it.each([
    ['UTF-8', 'utf-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a mark', 'utf-8', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', 'utf-16le', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', 'utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
    [
      'UTF-16, the other way round',
      'utf-16be',
      (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ],
    ['Latin-1', 'windows-1252', (text: string) => Buffer.from(text, 'latin1')],
    ['gzip', 'utf-8', (text: string) => gzipSync(text)],
  ] as const)('are read as %s', async (_, encoding, encode) => {
    const reply = await upload('/users:import?dryRun=true', encode(csv(['jürgen,Jürgen Groß,,'])))
    expect(reply.json).toMatchObject({ encoding, rows: 1, accepted: 1, batch: null })
    expect((await stage.call(admin(), 'GET', `${path}/users/j%C3%BCrgen`)).status).toBe(404)
  })

  it('are refused as text that was no UTF-8, with the way to send it', async () => {
    const reply = await stage.call(
      admin(),
      'POST',
      `${path}/users:import`,
      'username\nj\ufffdrgen\n',
    )
    expect([reply.status, reply.json.detail]).toEqual([
      422,
      'it is no UTF-8: send it with the content type `application/octet-stream`',
    ])
  })

  it('are looked at line by line, and one bad line is enough to change nothing', async () => {
    const rows = ['dora,Dora,art;music,3.00', 'bad#name,,,', 'emil,Emil,,NaN', 'Dora,again,,']
    const bytes = Buffer.from(csv(rows))
    const dry = await upload('/users:import?dryRun=true', bytes)
    expect(dry.json).toMatchObject({ rows: 4, accepted: 1, refused: 3, dryRun: true })
    expect(dry.json.errors).toMatchObject([
      { line: 3, column: 'username' },
      { line: 4, column: 'credit' },
      { line: 5, column: 'username', message: 'stands in an earlier line too' },
    ])
    const stopped = await upload('/users:import', bytes)
    expect([stopped.status, stopped.json.code]).toEqual([422, 'import-unreadable'])
    const skipped = await upload('/users:import?onError=skip', bytes)
    expect(skipped.json.batch).toMatchObject({ kind: 'import', state: 'running' })
    await stage.runBatches()
    expect(await must('GET', '/users/dora')).toMatchObject({
      balance: '3.00',
      groups: ['art', 'music'],
    })
    expect((await must('GET', `/batches/${skipped.json.batch.id}`)).state).toBe('done')
  })

  it('change what they say and leave the rest', async () => {
    await must('PUT', '/users/fritz', {
      email: 'f@example.org',
      groups: ['art'],
      overdraft: '9.00',
    })
    await upload('/users:import', Buffer.from('username;disabled\nfritz;yes\n'))
    await stage.runBatches()
    expect(await must('GET', '/users/fritz')).toMatchObject({
      email: 'f@example.org',
      groups: ['art'],
      overdraft: '9.00',
      disabled: true,
    })
  })

  it.each([
    ['nothing at all', '', 'it is empty'],
    ['a column that nobody knows', 'username,shoe size\na,b\n', '`shoe size` is no column'],
    ['no column for the name', 'Full Name\nAnn\n', 'no column is `username`'],
    ['a column twice', 'username,user-name\na,b\n', '`username` is there twice'],
  ])('are refused with %s', async (_, text, detail) => {
    const reply = await upload('/users:import?dryRun=true', Buffer.from(text))
    expect([reply.status, reply.json.detail]).toEqual([422, expect.stringContaining(detail)])
  })

  it('are refused when there are too many, or too much of them', async () => {
    const many = `username\n${Array.from({ length: 100_001 }, (_, index) => `u${index}`).join('\n')}`
    const reply = await upload('/users:import?dryRun=true', gzipSync(many))
    expect([reply.status, reply.json.detail]).toEqual([422, 'it has more than 100000 rows'])
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x61))
    expect((await upload('/users:import?dryRun=true', bomb)).status).toBe(422)
    expect((await upload('/users:import', Buffer.alloc(4 * 1024 * 1024 + 1, 0x61))).status).toBe(
      413,
    )
  })

  it('go out so that no spreadsheet runs them, and come in again as they were', async () => {
    await must('PUT', '/users/gauner', { fullName: '=HYPERLINK("http://x")', groups: ['+dance'] })
    const reply = await stage.call(admin(), 'GET', `${path}/users:export`)
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    const line = reply.text.split('\r\n').find((one) => one.startsWith('gauner'))
    expect(line).toContain(`"'=HYPERLINK(""http://x"")",,'+dance,`)
    const again = await upload('/users:import', Buffer.from(reply.text))
    expect(again.json).toMatchObject({ refused: 0 })
    await stage.runBatches()
    expect(await must('GET', '/users/gauner')).toMatchObject({
      fullName: '=HYPERLINK("http://x")',
      groups: ['+dance'],
    })
    const paged = await stage.call(admin(), 'GET', `${path}/users:export?limit=2`)
    const next = /<(\?[^>]+)>; rel="next"/.exec(paged.headers.link ?? '')?.[1]
    const second = await stage.call(admin(), 'GET', `${path}/users:export${next}`)
    expect(second.status).toBe(200)
    expect(second.text.split('\r\n')[1]).not.toBe(paged.text.split('\r\n')[1])
  })
})

describe('one shared account', () => {
  it('takes what it has from two hundred who print at once, and loses no job', async () => {
    await must('PUT', '/accounts/shared:hot', {})
    await must('POST', '/accounts/shared:hot/entries', { amount: '30.00' })
    await must('PUT', '/accounts/shared:hot/access', { groups: ['crowd'] })
    const names = Array.from({ length: 200 }, (_, index) => `crowd-${index}`)
    const rows = names.map((name) => `${name},crowd,shared:hot`)
    await upload(
      '/users:import',
      Buffer.from(['username,groups,defaultAccount', ...rows].join('\n')),
    )
    await stage.runBatches()
    const jobs = names.map((name) => {
      const owner = { name, identity: 'authenticated' as const, forged: false }
      return makeFacts(name, { owner })
    })
    const replies = await Promise.all(jobs.map(askPatiently))
    const verdicts = replies.map((reply) => reply.json.verdict ?? reply.text)
    // 0.30 each: a hundred fit, not one more, and everybody has an answer.
    expect(verdicts.filter((one) => one === 'release')).toHaveLength(100)
    expect(verdicts.filter((one) => one === 'refuse')).toHaveLength(100)
    expect(new Set(replies.map((reply) => reply.json.account))).toContain('shared:hot')
    const released = jobs.filter((_, index) => verdicts[index] === 'release')
    for (let start = 0; start < released.length; start += 25) {
      const some = released.slice(start, start + 25)
      await stage.report(
        device,
        some.map(({ jobId }) => makeOutcome(jobId)),
      )
    }
    expect(await must('GET', '/accounts/shared:hot')).toMatchObject({
      balance: '0.00',
      held: '0.00',
    })
    await expectSoundLedger(tenantId())
  })

  it('and one’s own split a job to the last unit', async () => {
    await must('PUT', '/accounts/shared:half', {})
    await must('POST', '/accounts/shared:half/entries', { amount: '10.00' })
    await must('PUT', '/users/ida', {
      split: [
        { accountId: 'user:ida', percent: 67 },
        { accountId: 'shared:half', percent: 33 },
      ],
    })
    await must('PUT', '/accounts/shared:half/access', { users: ['ida'] })
    await must('POST', '/accounts/user:ida/entries', { amount: '10.00' })
    const owner = { name: 'ida', identity: 'authenticated' as const, forged: false }
    const facts = makeFacts('split', { owner })
    expect((await stage.ask(device, facts)).json).toMatchObject({
      verdict: 'release',
      cost: '0.30',
    })
    const stopped = makeOutcome(facts.jobId, { state: 'failed', sidesDone: 1 })
    await stage.report(device, [stopped])
    const [own, half] = [await balance('ida'), (await must('GET', '/accounts/shared:half')).balance]
    expect([own, half]).toEqual(['9.933', '9.967'])
    const refunded = await must('POST', `/jobs/${facts.jobId}:refund`, {})
    expect(refunded).toMatchObject({ amount: '0.10' })
    expect(await balance('ida')).toBe('10.00')
    await expectSoundLedger(tenantId())
  })
})
