/** A cupsd of our own: own root, own spool, own socket, own device. The system's CUPS is never touched. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import type { CupsIdentity } from '#shared/contracts/cups-policy.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { startChild } from '../child.ts'
import { type Log, pause, systemClock } from '../doors.ts'
import { CUPSD, layOutCups } from './private-cups-files.ts'
import { chooseCupsPlace } from './private-cups-place.ts'

export interface PrivateCupsOptions {
  /** State folder: a second start on it finds the same queues and jobs. */
  readonly folder: string
  /** Unix user the connector runs as. */
  readonly connectorUser: string
  readonly identity: CupsIdentity
  /** Receives one file for every document that reaches the device; `meta/` in it tells what the device was told. */
  readonly printedDir: string
  /** Listens on this port of the loopback too. */
  readonly port?: number
  readonly log: Log
}

export interface PrivateCups {
  /** For `lp -h`; the same at every start on the same folder. */
  readonly socketPath: string
  /** Of the demo device. */
  readonly deviceUri: string
  /** Describes the demo device; what `queues add` takes. */
  readonly ppdFile: string
  /** cupsd's own; null while it comes back after a death. */
  readonly pid: number | null
  stop(): Promise<void>
}

const READY_WITHIN_MS = 10_000
const KNOCK_TIMEOUT_MS = 1_000
const LEFTOVER_WITHIN_MS = 5_000
const CHECK_TIMEOUT_MS = 10_000

/**
 * Starts cupsd as root or as an ordinary user, and starts it again when it dies.
 * Throws `state-locked` while another process uses the folder, `spooler-unreachable` when cupsd will not start.
 */
export async function startPrivateCups(options: PrivateCupsOptions): Promise<PrivateCups> {
  const place = chooseCupsPlace(options.folder)
  const pidFile = join(place.base, 'pid')
  const unlock = lock(join(place.base, 'lock'))
  try {
    await endLeftover(pidFile, place.base)
    const files = layOutCups({ ...options, ...place })
    const child = await startChild({
      name: 'cupsd',
      command: files.cupsdPath,
      args: ['-f', '-c', files.cupsdConf, '-s', files.cupsFilesConf],
      isReady: () => knock(place.socketPath),
      readyWithinMs: READY_WITHIN_MS,
      respawn: true,
      log: options.log,
    }).catch(async (error: unknown) => {
      const reason = await askForReason(files.cupsdConf, files.cupsFilesConf)
      throw new Problem('spooler-unreachable', `cupsd does not start: ${reason}`, { cause: error })
    })
    writeFileSync(pidFile, `${child.pid ?? ''}\n`)
    return {
      socketPath: place.socketPath,
      deviceUri: files.deviceUri,
      ppdFile: files.ppdFile,
      get pid() {
        return child.pid
      },
      async stop() {
        await child.stop()
        rmSync(pidFile, { force: true })
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Two cupsd on one folder would steal each other's socket. A lock whose process is dead is void. */
function lock(path: string): () => void {
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  if (OWN_LOCKS.has(path) || (owner !== process.pid && isAlive(owner))) {
    throw new Problem('state-locked', `process ${owner} runs a print system in this folder`)
  }
  OWN_LOCKS.add(path)
  writeFileSync(path, `${process.pid}\n`)
  return () => {
    OWN_LOCKS.delete(path)
    rmSync(path, { force: true })
  }
}

/** A process id alone does not tell this process from a dead one that had the same. */
const OWN_LOCKS = new Set<string>()

/** A killed start may leave its cupsd for a moment (it is told to end with its parent), or for good without setpriv. */
async function endLeftover(pidFile: string, base: string): Promise<void> {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
  const isOurs = () => isAlive(pid) && readCommandLine(pid).includes(base)
  if (!isOurs()) return
  process.kill(pid, 'SIGTERM')
  const deadline = systemClock.now() + LEFTOVER_WITHIN_MS
  while (isOurs() && systemClock.now() < deadline) await pause(20)
  if (isOurs()) throw new Problem('state-locked', `an older cupsd (process ${pid}) does not end`)
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Any answer will do: cupsd answers nothing before it listens. */
function knock(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/', agent: false }, (response) => {
      response.resume()
      resolve(true)
    })
    request.setTimeout(KNOCK_TIMEOUT_MS, () => request.destroy())
    request.on('error', () => resolve(false))
  })
}

/** cupsd tells why it refuses its configuration only when asked to check it. */
function askForReason(cupsdConf: string, cupsFilesConf: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ['-t', '-c', cupsdConf, '-s', cupsFilesConf]
    execFile(CUPSD, args, { timeout: CHECK_TIMEOUT_MS }, (_error, out, err) => {
      resolve(`${out}${err}`.trim().slice(0, 500) || 'no reason given')
    })
  })
}
