// The site's connector as a process of its own: set up by its commands, kept running beside the cloud, stopped by pid.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Log, pause } from '../doors.ts'

const COMMAND_TIMEOUT_MS = 60_000
const READY_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 9_000
const RESTART_DELAY_MS = 250
const RESTART_DELAY_LIMIT_MS = 10_000

export interface ConnectorInstall {
  /** The bundled connector. */
  readonly file: string
  /** Its state folder. */
  readonly stateFolder: string
  readonly log: Log
}

/** One command to its end. Resolves to standard output; throws with what it said when its exit code is not 0. */
export async function runConnectorCommand(
  install: ConnectorInstall,
  args: readonly string[],
): Promise<string> {
  const child = spawn(process.execPath, [install.file, '--state', install.stateFolder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: COMMAND_TIMEOUT_MS,
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) {
    const said = (err || out).trim().slice(-500)
    throw new Error(`the connector's \`${args.join(' ')}\` ended with ${code}: ${said}`)
  }
  return out
}

export interface ConnectorProcess {
  /** Of the process that runs now; null between two lives and after a clean end. */
  readonly pid: number | null
  stop(): Promise<void>
}

/**
 * Starts `run` and waits until it says that it is ready. A connector that dies is started again, as a service manager
 * would; one that ends cleanly was stopped by somebody and stays stopped.
 */
export async function keepConnectorRunning(
  install: ConnectorInstall,
  api: string,
): Promise<ConnectorProcess> {
  let stopping = false
  let life = startLife(install, api)
  await life.ready
  const supervision = (async () => {
    let delayMs = RESTART_DELAY_MS
    for (;;) {
      const code = await life.ended
      if (stopping) return
      install.log(`connector: ended with ${code ?? 'a signal'}`)
      if (code === 0) return
      // One that never became ready will hardly do so at once; one that worked is missed every moment.
      const wasReady = await life.ready.then(
        () => true,
        () => false,
      )
      delayMs = wasReady ? RESTART_DELAY_MS : Math.min(delayMs * 2, RESTART_DELAY_LIMIT_MS)
      await pause(delayMs)
      if (stopping) return
      life = startLife(install, api)
      life.ready.catch(() => {})
    }
  })()
  return {
    get pid() {
      return life.child.exitCode === null && life.child.signalCode === null
        ? (life.child.pid ?? null)
        : null
    },
    async stop() {
      stopping = true
      life.child.kill('SIGTERM')
      const kill = setTimeout(() => life.child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await life.ended
      await supervision
      clearTimeout(kill)
    },
  }
}

interface Life {
  readonly child: ChildProcess
  /** Rejects when it ends first or takes too long. */
  readonly ready: Promise<void>
  /** Exit code, null after a signal. */
  readonly ended: Promise<number | null>
}

function startLife(install: ConnectorInstall, api: string): Life {
  const args = [install.file, '--state', install.stateFolder, 'run', '--api', api]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
  const ready = new Promise<void>((resolve, reject) => {
    const tooLate = setTimeout(
      () => reject(new Error('the connector did not become ready in time')),
      READY_TIMEOUT_MS,
    )
    ended.then((code) => {
      clearTimeout(tooLate)
      reject(new Error(`the connector ended with ${code} before it was ready`))
    })
    createInterface({ input: child.stderr! }).on('line', (line) => {
      install.log(`connector: ${line}`)
      if (!line.includes('"event":"ready"')) return
      clearTimeout(tooLate)
      resolve()
    })
  })
  return { child, ready, ended }
}
