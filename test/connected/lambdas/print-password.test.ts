// Who prints: passwords that connectors ask about, and machines that are one person's for a while.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatToken } from '#shared/contracts/credentials.ts'
import { type Device, type Person, type Stage, startStage } from './stage.ts'

const HOUR_MS = 3_600_000
let stage: Stage
let mine: Stage['partner']['tenants'][0]
let others: Stage['partner']['tenants'][1]
let device: Device
let second: Device
const people: Record<string, Person> = {}

beforeAll(async () => {
  stage = await startStage()
  ;[mine, others] = stage.partner.tenants
  device = await stage.enroll(mine, 'main')
  second = await stage.enroll(mine, 'annex')
  for (const name of ['alice', 'bob']) people[name] = await person(name)
})
afterAll(() => stage?.stop())

const put = (name: string, body: unknown) =>
  stage.call(mine.admin, 'PUT', `/v1/tenants/${mine.id}/users/${name}`, body)

/** A user, and a token with which the user may do everything of the own. */
async function person(name: string): Promise<Person> {
  await put(name, {})
  const token = formatToken('tenant', mine.id, (name === 'alice' ? 'a' : 'b').repeat(32))
  const hash = createHash('sha256').update(token).digest('hex')
  const tokens = [{ ownerId: mine.id, hash, role: 'user', name, username: name }]
  await stage.lambdas.provision({ event: { ...stage.partner.event, tokens } })
  return { token }
}

const createToken = async (name: string, body: object = {}) =>
  (await stage.call(people[name] as Person, 'POST', '/v1/me/tokens', { name: 'print', ...body }))
    .json as { id: string; token: string }
const signIn = (username: string, secret: string, from = device) =>
  stage.send(stage.signed(from, '/v1/connector/sign-in', { username, secret }))
const verdictOf = async (username: string, secret: string) =>
  (await signIn(username, secret)).json.verdict

describe('a print password', () => {
  it('is a token of the user, believed until its end, for a day at most', async () => {
    const { token } = await createToken('alice')
    const day = new Date(stage.clock.ms + 24 * HOUR_MS).toISOString()
    const reply = await signIn(' Alice ', token)
    expect(reply.json).toEqual({ verdict: 'accepted', username: 'alice', expiresAt: day })
    expect(stage.logs.join()).not.toContain(token)
  })

  it('is nobody else’s, ends with its user, its time, and when it is revoked', async () => {
    const { id, token } = await createToken('alice', { days: 1 })
    expect(await verdictOf('bob', token)).toBe('refused')
    await stage.call(people.alice as Person, 'DELETE', `/v1/me/tokens/${id}`)
    expect(await verdictOf('alice', token)).toBe('refused')
    const short = await createToken('bob', { days: 1 })
    expect(await verdictOf('bob', short.token)).toBe('accepted')
    await put('bob', { disabled: true })
    expect(await verdictOf('bob', short.token)).toBe('refused')
    await put('bob', {})
    stage.clock.ms += 24 * HOUR_MS
    expect(await verdictOf('bob', short.token)).toBe('refused')
    stage.clock.ms -= 24 * HOUR_MS
  })

  it.each([
    [
      'a token that may only look',
      async () => (await createToken('alice', { readOnly: true })).token,
    ],
    ['a program’s token', async () => mine.admin.token],
    ['another tenant’s token', async () => others.user.token],
    ['no token at all', async () => 'hunter2'],
  ])('is not %s', async (_, make) => {
    await put('carol', {})
    expect(await verdictOf('carol', await make())).toBe('refused')
    await put('alice', {})
  })

  it('may be tried five times wrongly, for each name at each connector', async () => {
    const { token } = await createToken('alice')
    const wrong = `${token.slice(0, -4)}aaaa`
    await signIn('alice', token)
    for (let tries = 0; tries < 5; tries++) expect(await verdictOf('alice', wrong)).toBe('refused')
    expect((await signIn('alice', token)).json.code).toBe('attempts-exhausted')
    expect((await signIn('alice', token, second)).json.verdict).toBe('accepted')
    stage.clock.ms += HOUR_MS
    expect(await verdictOf('alice', token)).toBe('accepted')
  })
})

describe('machines', () => {
  const own = (name: string, addresses: object[]) =>
    stage.call(people[name] as Person, 'PUT', '/v1/me/addresses', { addresses })
  const at = (address: string, hours = 1, siteId = device.siteId) => ({ siteId, address, hours })
  async function toldTo(connector: Device) {
    const body = { version: '1', platform: 'test', spooler: 'test', jobsOpen: 0 }
    const hello = { ...body, wantsAddresses: true }
    const reply = await stage.send(stage.signed(connector, '/v1/connector/hello', hello))
    return reply.json.addresses.map(
      (each: { address: string; username: string }) => `${each.address} ${each.username}`,
    )
  }

  it('are told to the connectors of their site until their time is over', async () => {
    const reply = await own('alice', [at('192.0.2.7'), at('2001:DB8:0:0::7', 2)])
    expect(reply.json.items.map((each: { address: string }) => each.address).sort()).toEqual([
      '192.0.2.7',
      '2001:db8::7',
    ])
    expect(reply.json.sites.map((each: { slug: string }) => each.slug).sort()).toEqual([
      'annex',
      'main',
    ])
    expect(await toldTo(device)).toEqual(['192.0.2.7 alice', '2001:db8::7 alice'])
    expect(await toldTo(second)).toEqual([])
    stage.clock.ms += HOUR_MS
    expect(await toldTo(device)).toEqual(['2001:db8::7 alice'])
    const mineNow = await stage.call(people.alice as Person, 'GET', '/v1/me/addresses')
    expect(mineNow.json.items).toHaveLength(1)
  })

  it('are one person’s at a time, all or none of a list', async () => {
    await own('alice', [at('192.0.2.8')])
    const taken = await own('bob', [at('192.0.2.9'), at('192.0.2.8')])
    expect([taken.status, taken.json.code]).toEqual([409, 'already-exists'])
    expect(await toldTo(device)).toEqual(['192.0.2.8 alice'])
    stage.clock.ms += HOUR_MS
    await own('bob', [at('192.0.2.9'), at('192.0.2.8')])
    expect(await toldTo(device)).toEqual(['192.0.2.8 bob', '192.0.2.9 bob'])
    // What was hers takes nothing from him any more.
    await own('alice', [])
    expect(await toldTo(device)).toEqual(['192.0.2.8 bob', '192.0.2.9 bob'])
    await own('bob', [])
    expect(await toldTo(device)).toEqual([])
  })

  it.each([
    ['no address', [{ address: 'printer.example' }], 400],
    ['too many', Array.from({ length: 6 }, (_, each) => ({ address: `192.0.2.${each}` })), 400],
    ['for ever', [{ address: '192.0.2.1', hours: 10_000 }], 400],
  ])('cannot be %s', async (_, addresses, status) => {
    const body = addresses.map((each) => ({ siteId: device.siteId, ...each }))
    expect((await own('alice', body)).status).toBe(status)
  })

  it('cannot be at a site of somebody else', async () => {
    const elsewhere = await stage.enroll(others, 'main')
    const reply = await own('alice', [at('192.0.2.1', 1, elsewhere.siteId)])
    expect(reply.status).toBe(404)
  })

  it('are told to nobody who does not ask', async () => {
    const body = { version: '1', platform: 'test', spooler: 'test', jobsOpen: 0 }
    const reply = await stage.send(stage.signed(device, '/v1/connector/hello', body))
    expect(reply.json).not.toHaveProperty('addresses')
  })
})
