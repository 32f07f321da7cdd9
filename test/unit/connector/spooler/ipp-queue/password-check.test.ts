// Passwords that the cloud checks, remembered for a while and believed a little longer.
import { expect, it } from 'vitest'
import { type AskSignIn, makePasswordCheck } from '#connector/spooler/ipp-queue/password-check.ts'
import { FakeClock, makeFakeLog } from '#help/fake-clock.ts'
import { formatToken } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const secretOf = (letter: string) =>
  formatToken('tenant', '01JD0000000000000000000000', letter.repeat(32))
const RIGHT = secretOf('a')

function start() {
  const clock = new FakeClock()
  const log = makeFakeLog()
  const asked: string[] = []
  let answer: AskSignIn = async ({ username, secret }) =>
    username === 'alice' && secret === RIGHT
      ? {
          verdict: 'accepted',
          username,
          expiresAt: new Date(clock.nowMs() + 24 * HOUR_MS).toISOString(),
        }
      : { verdict: 'refused' }
  const check = makePasswordCheck({
    clock,
    log,
    ask: (body) => {
      asked.push(body.username)
      return answer(body)
    },
  })
  return {
    ...{ clock, log, asked, check },
    become: (next: AskSignIn) => {
      answer = next
    },
    fail: (code: 'cloud-unreachable' | 'attempts-exhausted' | 'connector-revoked') => {
      answer = async () => {
        throw new Problem(code)
      }
    },
  }
}

it('asks once in ten minutes, in one spelling of the name, and again after that', async () => {
  const { check, asked, clock } = start()
  expect(await check('Alice', RIGHT)).toBe('alice')
  await clock.advance(10 * MINUTE_MS - 1)
  expect(await check('alice', RIGHT)).toBe('alice')
  expect(asked).toEqual(['alice'])
  await clock.advance(1)
  expect(await check('alice', RIGHT)).toBe('alice')
  expect(asked).toEqual(['alice', 'alice'])
})

it('asks once for many that ask at the same time', async () => {
  const { check, asked } = start()
  const answers = await Promise.all(Array.from({ length: 20 }, () => check('alice', RIGHT)))
  expect(new Set(answers)).toEqual(new Set(['alice']))
  expect(asked).toHaveLength(1)
})

it.each([
  ['no secret of ours', 'hunter2'],
  ['a connector’s enrollment', RIGHT.replace('sgt_', 'sge_')],
  ['far too long', 'x'.repeat(5_000)],
  ['empty', ''],
])('asks nobody about what is %s', async (_, secret) => {
  const { check, asked } = start()
  expect(await check('alice', secret)).toBeNull()
  expect(asked).toEqual([])
})

it('remembers what is wrong for a minute, and keeps it from nobody else', async () => {
  const { check, asked, clock } = start()
  for (let tries = 0; tries < 5; tries++) expect(await check('alice', secretOf('b'))).toBeNull()
  expect(asked).toHaveLength(1)
  expect(await check('alice', RIGHT)).toBe('alice')
  await clock.advance(MINUTE_MS)
  await check('alice', secretOf('b'))
  expect(asked).toHaveLength(3)
})

it('believes what was right while the cloud is away, for a day and not longer', async () => {
  const { check, clock, fail } = start()
  await check('alice', RIGHT)
  fail('cloud-unreachable')
  await clock.advance(24 * HOUR_MS - 1)
  expect(await check('alice', RIGHT)).toBe('alice')
  expect(await check('bob', RIGHT)).toBeNull()
  await clock.advance(1)
  expect(await check('alice', RIGHT)).toBeNull()
})

it('does not outlive the secret’s own end', async () => {
  const { check, clock, become } = start()
  const expiresAt = new Date(clock.nowMs() + MINUTE_MS).toISOString()
  become(async () => ({ verdict: 'accepted', username: 'alice', expiresAt }))
  await check('alice', RIGHT)
  become(async () => ({ verdict: 'refused' }))
  await clock.advance(MINUTE_MS)
  expect(await check('alice', RIGHT)).toBeNull()
})

it.each(['attempts-exhausted', 'connector-revoked'] as const)(
  'takes `%s` for a no, whatever was right before',
  async (code) => {
    const { check, clock, fail } = start()
    await check('alice', RIGHT)
    fail(code)
    await clock.advance(11 * MINUTE_MS)
    expect(await check('alice', RIGHT)).toBeNull()
  },
)

it('says no once the cloud says no, and never writes the secret down', async () => {
  const { check, clock, become, log } = start()
  await check('alice', RIGHT)
  become(async () => ({ verdict: 'refused' }))
  await clock.advance(10 * MINUTE_MS)
  expect(await check('alice', RIGHT)).toBeNull()
  become(async () => {
    throw new Problem('cloud-unreachable')
  })
  await clock.advance(10 * MINUTE_MS)
  expect(await check('alice', RIGHT)).toBeNull()
  expect(JSON.stringify(log.lines)).not.toContain(RIGHT)
})
