// The small files of the state folder: whole or not there, private, and checked when read.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  ensureDeviceKey,
  loadClockOffset,
  loadDeviceKey,
  loadEnrolled,
  loadIdentity,
  loadQueues,
  publicKeyText,
  saveClockOffset,
  saveIdentity,
  saveQueues,
  statePaths,
} from '#connector/disk/site-state.ts'
import { findLockHolder, lockState } from '#connector/disk/state-lock.ts'
import { devicePublicKey } from '#shared/contracts/site.ts'

const clock = { nowMs: () => Date.now() }
const identity = {
  apiUrl: 'https://api.example/prod',
  tenantId: '01J00000000000000000000001',
  siteId: '01J00000000000000000000002',
  siteSlug: 'main',
  connectorId: '01J00000000000000000000003',
  name: 'server room',
  enrolledAt: '2026-01-01T00:00:00.000Z',
}
const queue = {
  queue: 'office',
  outQueue: 'office-out',
  deviceUri: 'ipp://printer.example/ipp/print',
  identity: 'claimed' as const,
  cupsSocket: null,
  printerId: 'office@main',
  spooler: 'cups' as const,
}
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('state files', () => {
  it('reads back what was saved, in an owner-only file without left-overs', async () => {
    await saveIdentity(folder, identity)
    await saveQueues(folder, [queue])
    await saveClockOffset(folder, -7_200_000)
    expect(await loadIdentity(folder)).toEqual(identity)
    expect(await loadQueues(folder)).toEqual([queue])
    expect(await loadClockOffset(folder)).toBe(-7_200_000)
    expect(statSync(statePaths(folder).identity).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).toSorted()).toEqual(['clock.json', 'connector.json', 'queues.json'])
  })

  it('knows nothing in an empty folder', async () => {
    expect(await loadIdentity(folder)).toBeNull()
    expect(await loadQueues(folder)).toEqual([])
    expect(await loadClockOffset(folder)).toBe(0)
    await expect(loadEnrolled(folder)).rejects.toMatchObject({ code: 'not-enrolled' })
  })

  it.each([
    ['half a file', '{"apiUrl":"https://a'],
    ['another shape', '{"apiUrl":"https://api.example"}'],
    ['a foreign id', JSON.stringify({ ...identity, tenantId: '../../etc' })],
    ['nothing', ''],
  ])('refuses %s as identity', async (_, text) => {
    writeFileSync(statePaths(folder).identity, text)
    await expect(loadIdentity(folder)).rejects.toMatchObject({ code: 'state-unreadable' })
  })

  it('leaves the old file whole when the new one cannot be written', async () => {
    await saveIdentity(folder, identity)
    const before = readFileSync(statePaths(folder).identity, 'utf8')
    // A folder in the draft's place stops root as well.
    spawnSync('mkdir', [`${statePaths(folder).identity}.new`])
    await expect(saveIdentity(folder, { ...identity, name: 'x' })).rejects.toMatchObject({
      code: 'disk-write-failed',
    })
    expect(readFileSync(statePaths(folder).identity, 'utf8')).toBe(before)
  })
})

describe('device key', () => {
  it('is made once, private, and stays the same', async () => {
    const made = publicKeyText(await ensureDeviceKey(folder))
    expect(devicePublicKey.parse(made)).toBe(made)
    expect(publicKeyText(await ensureDeviceKey(folder))).toBe(made)
    expect(statSync(statePaths(folder).deviceKey).mode & 0o777).toBe(0o600)
  })

  it('is refused when it is no Ed25519 key, without showing it', async () => {
    writeFileSync(statePaths(folder).deviceKey, '-----BEGIN SECRET-----')
    const error = await loadDeviceKey(folder).catch((caught) => caught)
    expect(error).toMatchObject({ code: 'state-unreadable' })
    expect(String(error.stack)).not.toContain('BEGIN SECRET')
  })
})

describe('lock', () => {
  it('lets one in and tells the other who it is', async () => {
    const unlock = await lockState(folder, clock)
    await expect(lockState(folder, clock)).rejects.toMatchObject({
      code: 'state-locked',
      detail: expect.stringContaining(String(process.pid)),
    })
    expect(await findLockHolder(folder)).toBe(process.pid)
    await unlock()
    expect(await findLockHolder(folder)).toBeNull()
    await (await lockState(folder, clock))()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['of a process that died', () => `${spawnSync('true').pid} 1\n`],
    ['of an earlier process with our own pid', () => `${process.pid} 1\n`],
    ['of a pid that was given to somebody else', () => `${process.ppid} 1\n`],
    ['of nobody', () => ''],
  ])('takes over a lock %s', async (_, text) => {
    writeFileSync(join(folder, 'lock'), text())
    const unlock = await lockState(folder, clock)
    expect(await findLockHolder(folder)).toBe(process.pid)
    await unlock()
  })

  it('lets exactly one of many newcomers take a stale lock', async () => {
    writeFileSync(join(folder, 'lock'), `${spawnSync('true').pid} 1\n`)
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => lockState(folder, clock)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('says so when the folder cannot be written', async () => {
    chmodSync(folder, 0o700)
    writeFileSync(join(folder, 'file'), '')
    await expect(lockState(join(folder, 'file'), clock)).rejects.toMatchObject({
      code: 'disk-write-failed',
    })
  })
})
