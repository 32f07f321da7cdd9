/** One connector a state folder: two would ask twice and write into each other's journal. */
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock } from '../doors.ts'
import { codeOf, reasonOf } from './atomic-file.ts'

/** A takeover is a matter of milliseconds; one that is older died in the middle. */
const TAKEOVER_LIMIT_MS = 10_000
const ATTEMPTS_LIMIT = 5
/** Locks of this very process: after a container restart an older process may have had our own pid. */
const ours = new Set<string>()
let drafts = 0

/** Resolves to the function that gives the folder back. Throws `state-locked` or `disk-write-failed`. */
export async function lockState(
  folder: string,
  clock: Pick<Clock, 'nowMs'>,
): Promise<() => Promise<void>> {
  const path = join(folder, 'lock')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (let attempt = 0; attempt < ATTEMPTS_LIMIT; attempt++) {
      if (await createFile(path, await describeProcess(process.pid))) {
        ours.add(path)
        return async () => {
          ours.delete(path)
          await unlink(path).catch(() => {})
        }
      }
      await removeIfStale(path, clock.nowMs())
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('disk-write-failed', `\`${path}\` cannot be made: ${reasonOf(cause)}`, {
      cause,
    })
  }
  throw lockedProblem(folder, null)
}

/** The pid of the connector that holds the folder, or null. Changes nothing. */
export async function findLockHolder(folder: string): Promise<number | null> {
  const holder = await readHolder(join(folder, 'lock'))
  return holder !== null && (await isAlive(holder, join(folder, 'lock'))) ? holder.pid : null
}

/** Checking and removing happen under a second lock, else two newcomers could remove each other's. */
async function removeIfStale(path: string, nowMs: number): Promise<void> {
  const takeover = `${path}.takeover`
  if (!(await createFile(takeover, String(process.pid)))) {
    const sinceMs = (await stat(takeover).catch(() => null))?.mtimeMs ?? nowMs
    if (nowMs - sinceMs < TAKEOVER_LIMIT_MS) throw lockedProblem(path, null)
    await unlink(takeover).catch(() => {})
    return
  }
  try {
    const holder = await readHolder(path)
    if (holder !== null && (await isAlive(holder, path))) throw lockedProblem(path, holder.pid)
    await unlink(path).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  } finally {
    await unlink(takeover).catch(() => {})
  }
}

interface Holder {
  readonly pid: number
  /** When the process started, in the kernel's own count; tells a re-used pid. Empty where nobody tells. */
  readonly started: string
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const [pid, started] = text.trim().split(' ')
  return pid !== undefined && /^\d+$/.test(pid)
    ? { pid: Number(pid), started: started ?? '' }
    : null
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.pid === process.pid) return ours.has(path)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  const started = await readStartTime(holder.pid)
  return started === '' || holder.started === '' || started === holder.started
}

async function describeProcess(pid: number): Promise<string> {
  return `${pid} ${await readStartTime(pid)}\n`
}

/** Field 22 of proc(5) `stat`; the command before it may hold spaces and brackets. */
async function readStartTime(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** Appears with its whole text or not at all. False when there is one already. */
async function createFile(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${drafts++}`
  await writeFile(draft, text, { mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft).catch(() => {})
  }
}

function lockedProblem(path: string, pid: number | null): Problem {
  const holder = pid === null ? 'another process' : `process ${pid}`
  return new Problem('state-locked', `${holder} uses \`${path}\``)
}
