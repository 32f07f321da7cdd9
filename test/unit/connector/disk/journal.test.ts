// The journal loses nothing acknowledged: torn tails, flipped bits, full disks, killed writers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Journal, openJournal, type SegmentFile } from '#connector/disk/journal.ts'
import { makeFrame, parseFrames } from '#connector/disk/journal-frames.ts'
import type { JournalRecord } from '#connector/disk/journal-records.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const idOf = (number: number) => makeUlid(number, new Uint8Array(10))
const refOf = (number: number) => ({ queue: 'office', number, uuid: `urn:uuid:${number}` })

function ended(number: number): JournalRecord {
  const jobId = idOf(number)
  const endedAt = '2026-01-01T00:00:00.000Z'
  const state = 'canceled' as const
  const outcome = { jobId, state, started: false, sidesDone: null, endedAt, detail: '' }
  return { type: 'ENDED', jobId, ref: refOf(number), outcome, atMs: number }
}
const reported = (number: number): JournalRecord => ({
  type: 'REPORTED',
  jobId: idOf(number),
  atMs: 0,
})
const idsIn = (journal: Journal) => journal.endedJobs().map(({ jobId }) => jobId)
const segments = () => readdirSync(folder).filter((name) => name.endsWith('.journal'))

async function write(numbers: readonly number[]): Promise<string> {
  const journal = await openJournal(folder)
  for (const number of numbers) await journal.append(ended(number))
  await journal.close()
  return join(folder, segments().at(-1)!)
}

describe('opening', () => {
  it('finds what was appended, by job and by uuid', async () => {
    await write([1, 2])
    const journal = await openJournal(folder)
    expect(idsIn(journal)).toEqual([idOf(1), idOf(2)])
    expect(journal.find('urn:uuid:2')?.ref).toEqual(refOf(2))
    expect(journal.find('urn:uuid:3')).toBeUndefined()
    expect(journal.repairs).toEqual({ cutBytes: 0, damagedPlaces: 0, unreadableRecords: 0 })
    await journal.close()
  })

  it('forgets what was reported', async () => {
    const journal = await openJournal(folder)
    await journal.append(ended(1))
    await journal.append(reported(1))
    await journal.close()
    expect((await openJournal(folder)).endedJobs()).toEqual([])
  })

  it('cuts a tail torn at any byte and keeps every record before it', async () => {
    const path = await write([1, 2, 3])
    const whole = readFileSync(path)
    const lastFrame = makeFrame(ended(3)).length
    for (let cut = 1; cut < lastFrame; cut++) {
      writeFileSync(path, whole.subarray(0, whole.length - cut))
      const journal = await openJournal(folder)
      expect(idsIn(journal)).toEqual([idOf(1), idOf(2)])
      expect(journal.repairs.cutBytes).toBe(lastFrame - cut)
      await journal.close()
      expect(statSync(path).size).toBe(whole.length - lastFrame)
    }
  })

  it('appends after a cut tail without loss', async () => {
    const path = await write([1, 2])
    truncateSync(path, statSync(path).size - 5)
    await write([3])
    expect(idsIn(await openJournal(folder))).toEqual([idOf(1), idOf(3)])
  })

  it('reads on behind any single flipped bit, and tells of it', async () => {
    const path = await write([1, 2, 3])
    const whole = readFileSync(path)
    const second = makeFrame(ended(1)).length
    const third = second + makeFrame(ended(2)).length
    for (let at = second; at < third; at++) {
      const flipped = Buffer.from(whole)
      flipped[at] = flipped[at]! ^ 0x10
      writeFileSync(path, flipped)
      const journal = await openJournal(folder)
      expect(idsIn(journal)).toEqual([idOf(1), idOf(3)])
      expect(journal.repairs).toMatchObject({ damagedPlaces: 1, cutBytes: 0 })
      await journal.close()
    }
  })

  it('survives a file of noise', async () => {
    writeFileSync(join(folder, '00000001.journal'), Buffer.alloc(100_000, 0xff))
    const journal = await openJournal(folder)
    expect(journal.repairs.cutBytes).toBe(100_000)
    await journal.close()
  })

  it('counts a record that does not fit this version', async () => {
    writeFileSync(join(folder, '00000001.journal'), makeFrame({ type: 'FROM_THE_FUTURE' }))
    const journal = await openJournal(folder)
    expect(journal.repairs.unreadableRecords).toBe(1)
    await journal.close()
  })

  it('refuses a folder that is none, with a Problem', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(openJournal(file)).rejects.toMatchObject({ code: 'state-unreadable' })
  })
})

/** Counts fsyncs, and fails when told to. */
function makeDisk() {
  const disk = { syncs: 0, failWrites: false, failSyncs: false, openSegment }
  return disk

  async function openSegment(path: string): Promise<SegmentFile> {
    const file = await open(path, 'w')
    return {
      async write(bytes) {
        if (disk.failWrites) {
          await file.write(bytes.subarray(0, bytes.length >> 1))
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
        }
        await file.writeFile(bytes)
      },
      async sync() {
        disk.syncs++
        if (disk.failSyncs) throw Object.assign(new Error('bad disk'), { code: 'EIO' })
        await file.datasync()
      },
      close: () => file.close(),
    }
  }
}

describe('appending', () => {
  it('shares one fsync among records that come together', async () => {
    const disk = makeDisk()
    const journal = await openJournal(folder, disk.openSegment)
    const numbers = Array.from({ length: 100 }, (_, number) => number)
    await Promise.all(numbers.map((number) => journal.append(ended(number))))
    expect(disk.syncs).toBeLessThanOrEqual(2)
    await journal.close()
    expect(idsIn(await openJournal(folder))).toEqual(numbers.map(idOf))
  })

  it.each(['failWrites', 'failSyncs'] as const)(
    'tells of a disk that fails (%s), and goes on when it has healed',
    async (how) => {
      const disk = makeDisk()
      const journal = await openJournal(folder, disk.openSegment)
      await journal.append(ended(1))
      disk[how] = true
      for (let again = 0; again < 3; again++) {
        await expect(journal.append(ended(2))).rejects.toMatchObject({ code: 'disk-write-failed' })
      }
      expect(journal.find('urn:uuid:2')).toBeUndefined()
      disk[how] = false
      await journal.append(ended(3))
      await journal.append(ended(2))
      await journal.close()
      const again = await openJournal(folder)
      expect(idsIn(again).toSorted()).toEqual([idOf(1), idOf(2), idOf(3)])
      expect(segments().length).toBeLessThanOrEqual(3)
      await again.close()
    },
  )

  it('refuses to append once closed', async () => {
    const journal = await openJournal(folder)
    await journal.close()
    await expect(journal.append(ended(1))).rejects.toBeInstanceOf(Problem)
  })
})

describe('compaction', () => {
  it('keeps open jobs only, and survives being opened again', async () => {
    const journal = await openJournal(folder)
    for (let number = 1; number <= 50; number++) {
      await journal.append(ended(number))
      if (number % 10 !== 0) await journal.append(reported(number))
    }
    const before = journal.bytes
    expect(await journal.compact(0)).toBe(true)
    expect(journal.bytes).toBeLessThan(before / 5)
    await journal.append(ended(51))
    await journal.close()
    const again = await openJournal(folder)
    expect(idsIn(again)).toEqual([10, 20, 30, 40, 50, 51].map(idOf))
    expect(segments()).toHaveLength(2)
    await again.close()
  })

  it('leaves a small journal alone', async () => {
    const journal = await openJournal(folder)
    await journal.append(ended(1))
    expect(await journal.compact()).toBe(false)
    await journal.close()
  })

  it('joins the segments of many restarts', async () => {
    for (let number = 1; number <= 20; number++) await write([number])
    const journal = await openJournal(folder)
    expect(await journal.compact()).toBe(true)
    expect(segments()).toHaveLength(1)
    expect(idsIn(journal)).toHaveLength(20)
    await journal.close()
  })

  it('loses nothing that is appended while it works, nor when it cannot write', async () => {
    const disk = makeDisk()
    const journal = await openJournal(folder, disk.openSegment)
    await journal.append(ended(1))
    await journal.append(reported(1))
    await journal.append(ended(2))
    disk.failWrites = true
    await expect(journal.compact(0)).rejects.toMatchObject({ code: 'disk-write-failed' })
    disk.failWrites = false
    const both = [journal.compact(0), journal.append(ended(3))]
    await Promise.all(both)
    await journal.close()
    expect(idsIn(await openJournal(folder))).toEqual([idOf(2), idOf(3)])
  })
})

it('keeps every acknowledged record of a writer that is killed', async () => {
  const writer = new URL('../../../help/fake-journal-writer.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    acknowledged.push(line)
    if (acknowledged.length === 200) child.kill('SIGKILL')
  })
  await Promise.all([once(child, 'close'), once(lines, 'close')])
  const found = new Set(idsIn(await openJournal(folder)))
  expect(acknowledged.length).toBeGreaterThanOrEqual(200)
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
})

it('writes frames that read back, however they are cut', () => {
  const bytes = Buffer.concat([makeFrame({ a: 'ÿ' }), makeFrame({ b: '😀' })])
  for (let end = 0; end <= bytes.length; end++) {
    const { values, goodBytes, damagedPlaces } = parseFrames(bytes.subarray(0, end))
    expect(damagedPlaces).toBe(0)
    expect(goodBytes).toBeLessThanOrEqual(end)
    expect([{ a: 'ÿ' }, { b: '😀' }].slice(0, values.length)).toEqual(values)
  }
})
