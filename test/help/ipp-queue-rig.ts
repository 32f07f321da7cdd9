// The built-in print queue with a folder for a printer, for tests: open, closed, and opened again on the same disk.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeClock, makeRandom } from '#connector/doors.ts'
import type { Device } from '#connector/spooler/ipp-queue/device/device.ts'
import { openDirDevice } from '#connector/spooler/ipp-queue/device/dir-device.ts'
import { makeClaimedIdentity } from '#connector/spooler/ipp-queue/identity.ts'
import { type IppQueue, openIppQueue } from '#connector/spooler/ipp-queue/ipp-queue.ts'
import type { QueueLimits } from '#connector/spooler/ipp-queue/limits.ts'
import type { QueueSpec } from '#connector/spooler/ipp-queue/open-queue.ts'
import type { Spooler, SpoolJob, SpoolJobRef } from '#connector/spooler/spooler.ts'
import { eventually } from './eventually.ts'
import { type LogLine, makeFakeLog } from './fake-clock.ts'

export const UNCHANGED = { grayscale: false, duplex: false }
const COMMAND_TIMEOUT_MS = 120_000

export interface IppQueueRig {
  readonly folder: string
  readonly queue: IppQueue
  readonly spooler: Spooler
  readonly signal: AbortSignal
  readonly log: readonly LogLine[]
  /** Of the queue `office`. */
  readonly uri: string
  /** Files that reached the printer. */
  printed(): readonly string[]
  /** What the printer was told with each. */
  told(file: string): Readonly<Record<string, string>>
  /** The next job of which the watch tells, in this state. */
  next(state: SpoolJob['state']): Promise<SpoolJob>
  /** Everything that waits is released, now and from now on. */
  releaseAll(): void
  /** Ends the queue and opens it again on the same folder. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface RigOptions {
  readonly limits?: Partial<QueueLimits>
  /** Of `office`; else a folder. */
  readonly device?: Device
  /** Beside `office`. */
  readonly queues?: readonly QueueSpec[]
}

export async function startIppQueueRig(options: RigOptions = {}): Promise<IppQueueRig> {
  const folder = mkdtempSync(join(tmpdir(), 'spoolgate-queue-'))
  const printedDir = join(folder, 'printed')
  const log = makeFakeLog()
  const stopping = new AbortController()
  const open = () =>
    openIppQueue({
      folder: join(folder, 'queue'),
      key: Buffer.alloc(32, 7),
      host: '127.0.0.1',
      port: 0,
      queues: [
        {
          name: 'office',
          device: options.device ?? openDirDevice(printedDir),
          identity: 'claimed',
          identityCheck: makeClaimedIdentity(),
        },
        ...(options.queues ?? []),
      ],
      limits: options.limits ?? {},
      clock: makeClock(),
      random: makeRandom(),
      log,
    })
  let queue = await open()
  let spooler = queue.spooler('claimed')
  let watching = new AbortController()
  let refs = collect(spooler, watching.signal)
  return {
    folder,
    signal: stopping.signal,
    log: log.lines,
    get queue() {
      return queue
    },
    get spooler() {
      return spooler
    },
    get uri() {
      return queue.uriOf('office')
    },
    printed: () => readFolder(printedDir).filter((name) => name !== 'meta'),
    told(file) {
      const text = readFileSync(join(printedDir, 'meta', file.replace(/\.[a-z]+$/, '.txt')), 'utf8')
      const lines = text.trim().split('\n')
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      )
    },
    next: (state) =>
      eventually(`a job is ${state}`, async () => {
        for (const ref of refs) {
          const job = await spooler.fetchJob(ref, stopping.signal)
          if (job.state === state) return job
        }
        return null
      }),
    releaseAll() {
      const release = spooler
      const { signal } = stopping
      void (async () => {
        for await (const ref of release.watch(signal)) {
          const { state } = await release.fetchJob(ref, signal)
          if (state === 'sealed') await release.release(ref, UNCHANGED, '', signal)
        }
      })()
    },
    async restart() {
      watching.abort()
      await queue.close()
      queue = await open()
      spooler = queue.spooler('claimed')
      watching = new AbortController()
      refs = collect(spooler, watching.signal)
    },
    async stop() {
      stopping.abort(new Error('the test is over'))
      watching.abort()
      await queue.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Every ref that the watch told of, in a list that grows. */
function collect(spooler: Spooler, signal: AbortSignal): SpoolJobRef[] {
  const refs: SpoolJobRef[] = []
  void (async () => {
    for await (const ref of spooler.watch(signal)) refs.push(ref)
  })()
  return refs
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** A program to its end; never throws. */
export function runProgram(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const options = { timeout: COMMAND_TIMEOUT_MS, killSignal: 'SIGKILL' as const, cwd: '/' }
    execFile(program, args, options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, text: `${out}${err}` })
    })
  })
}
