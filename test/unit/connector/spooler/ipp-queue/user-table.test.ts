// Passwords against a table on disk.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadQueueUsers, saveQueueUsers } from '#connector/disk/queue-users.ts'
import { makeTableIdentity, makeUser } from '#connector/spooler/ipp-queue/user-table.ts'
import { FakeClock } from '#help/fake-clock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-users-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const claim = { queue: 'office', address: '192.0.2.1', isSecure: true, claimedNames: ['root'] }
const withPassword = (userName: string, password: string) => ({
  ...claim,
  password: { userName, password },
})

it('knows its users by password, and machines by address', async () => {
  const addresses = [{ address: '192.0.2.7', userName: 'carol' }]
  await saveQueueUsers(folder, { users: [await makeUser('alice', 'right')], addresses })
  const check = makeTableIdentity(await loadQueueUsers(folder), new FakeClock())
  const alice = { kind: 'known', userName: 'alice', forged: false }
  expect(await check.identify(withPassword('alice', 'right'))).toEqual(alice)
  expect(await check.identify(withPassword('alice', 'right'))).toEqual(alice)
  for (const [userName, password] of [
    ['alice', 'wrong'],
    ['Alice', 'right'],
    ['bob', 'right'],
    ['alice', ''],
    ['alice', 'x'.repeat(2_000)],
  ] as const) {
    expect(await check.identify(withPassword(userName, password))).toEqual({ kind: 'unproved' })
  }
  const atHome = { ...claim, address: '192.0.2.7', password: null }
  expect(await check.identify(atHome)).toMatchObject({ userName: 'carol' })
})

it('does not stretch without end when somebody guesses', async () => {
  const check = makeTableIdentity({ users: [], addresses: [] }, new FakeClock())
  const guesses = Array.from({ length: 40 }, (_, at) =>
    check.identify(withPassword('alice', `${at}`)),
  )
  expect(new Set((await Promise.all(guesses)).map(({ kind }) => kind))).toEqual(
    new Set(['unproved']),
  )
})

it('knows nobody without a list, and does not start with a broken one', async () => {
  expect(await loadQueueUsers(folder)).toEqual({ users: [], addresses: [] })
  writeFileSync(join(folder, 'users.json'), '{"users":[{"userName":"alice","hash":"c2VjcmV0"}]}')
  const loading = loadQueueUsers(folder)
  await expect(loading).rejects.toMatchObject({ code: 'state-unreadable' })
  await expect(loading).rejects.not.toThrow(/c2VjcmV0/)
})
