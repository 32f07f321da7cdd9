// The private cupsd itself: found again, locked, at home in awkward folders, and gone with its parent.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeClock } from '#connector/doors.ts'
import {
  createJob,
  idleState,
  saveQueue,
  sendDocument,
} from '#connector/spooler/cups/operations.ts'
import { addQueue, listQueues } from '#connector/spooler/cups/queues.ts'
import { makeTransport } from '#connector/spooler/cups/transport.ts'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import { hasCups, writePdf } from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'
import { type PrivateCups, startPrivateCups } from '#infra/local/site/private-cups.ts'

const root = new URL('../../..', import.meta.url).pathname
const signal = AbortSignal.timeout(60_000)

describe.skipIf(!hasCups())('a private cupsd (needs cupsd and lp)', () => {
  let base: string
  let running: PrivateCups[]
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'sg-'))
    chmodSync(base, 0o755)
    running = []
  })
  afterEach(async () => {
    for (const cups of running) {
      await cups.stop()
      if (cups.socketPath.startsWith('/tmp/spoolgate-')) {
        rmSync(dirname(cups.socketPath), { recursive: true, force: true })
      }
    }
    rmSync(base, { recursive: true, force: true })
  })

  const optionsFor = (folder: string) => ({
    folder,
    connectorUser: userInfo().username,
    identity: 'claimed' as const,
    printedDir: join(folder, 'printed'),
    log: () => {},
  })
  const start = async (folder = join(base, 'cups')) => {
    const cups = await startPrivateCups(optionsFor(folder))
    running.push(cups)
    return cups
  }
  const withAdmin = async <T>(
    cups: PrivateCups,
    work: (admin: Parameters<typeof listQueues>[0]) => Promise<T>,
  ): Promise<T> => {
    const transport = makeTransport({ ...cups, user: userInfo().username })
    try {
      return await work({ transport, clock: makeClock() })
    } finally {
      transport.close()
    }
  }
  const addOffice = (cups: PrivateCups) =>
    withAdmin(cups, async (admin) => {
      const driver = { kind: 'ppd', text: readFileSync(cups.ppdFile, 'utf8') } as const
      await addQueue(admin, { name: 'office', deviceUri: cups.deviceUri, driver }, signal)
    })

  it('finds its queues again at the same socket', async () => {
    const first = await start()
    await addOffice(first)
    await first.stop()
    running = []
    const second = await start()
    expect(second.socketPath).toBe(first.socketPath)
    const queues = await withAdmin(second, (admin) => listQueues(admin, signal))
    expect(queues.map(({ name }) => name)).toEqual(['office'])
  })

  it('is not started twice on one folder', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({ code: 'state-locked' })
  })

  it('comes back when it is killed', async () => {
    const cups = await start()
    const { pid } = cups
    process.kill(pid ?? 0, 'SIGKILL')
    await eventually('it is back', () => cups.pid !== null && cups.pid !== pid)
  })

  it.each([
    ['whose path is longer than a socket may have', 'long'.repeat(30), 0o755],
    ['that other users may not enter, with a quote in its name', "o'brien & co", 0o700],
  ])('prints from a folder %s', async (_what, name, mode) => {
    const folder = join(base, name)
    mkdirSync(folder, { mode })
    const cups = await start(folder)
    expect(Buffer.byteLength(cups.socketPath)).toBeLessThanOrEqual(107)
    const file = await writePdf(base, 'one.pdf', 1)
    await withAdmin(cups, async ({ transport }) => {
      const device = [
        makeAttribute('device-uri', cups.deviceUri),
        makeAttribute('printer-is-accepting-jobs', true),
        idleState(),
      ]
      await saveQueue(transport, 'plain', device, readFileSync(cups.ppdFile, 'utf8'), signal)
      const number = await createJob(transport, 'plain', 'alice', 'x', [], { signal })
      const bytes = readFileSync(file)
      await sendDocument(transport, number, 'alice', bytes, 'application/pdf', true, { signal })
      const printed = join(folder, 'printed', `job-${number}-1.pdf`)
      await eventually('the document is there', () => existsSync(printed))
    })
  })

  it('ends with its parent, however that dies', async () => {
    const script = `
      const { startPrivateCups } = await import('${root}infra/local/site/private-cups.ts')
      const cups = await startPrivateCups({ ...${JSON.stringify(optionsFor(join(base, 'cups')))}, log: () => {} })
      process.stdout.write(cups.pid + '\\n')
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    parent.kill('SIGKILL')
    await eventually('cupsd is gone', () => !existsSync(`/proc/${Number(line)}`))
    await addOffice(await start())
  })
})
