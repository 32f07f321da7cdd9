/** A child process that is awaited until ready, respawned when it dies, and never outlives its parent. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Log, pause, systemClock } from './doors.ts'
import { findOnPath } from './engine-commands.ts'

/** Nothing is lost by force: engines write before they answer. */
const STOP_WITHIN_MS = 1_500
/** A child that dies this often within the span is left dead: something is wrong that a restart cannot mend. */
const DEATHS_LIMIT = 20
const DEATHS_SPAN_MS = 60_000
const STDERR_KEPT_CHARACTERS = 4_000

export interface ChildOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  isReady(stderr: string): boolean | Promise<boolean>
  readonly readyWithinMs: number
  readonly respawn: boolean
  readonly log: Log
}

export interface Child {
  readonly pid: number | null
  stop(): Promise<void>
}

/** Rejects when the child exits or stays silent before it is ready. */
export async function startChild(options: ChildOptions): Promise<Child> {
  let stopping = false
  let running: ChildProcess | null = null
  const deaths: number[] = []

  // For an exit that runs no stop(): uncaught error, process.exit(). A killed parent is covered by setpriv.
  const killNow = () => running?.kill('SIGKILL')
  process.once('exit', killNow)

  const live = async (): Promise<void> => {
    const child = await spawnReady(options)
    running = child
    child.once('exit', (code, signal) => {
      running = null
      if (stopping) return
      options.log(`${options.name} died (${signal ?? code})`)
      if (options.respawn) void comeBack()
    })
    // It may have died between being ready and being watched.
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('died when ready')
    if (stopping) child.kill('SIGKILL')
  }

  const comeBack = async (): Promise<void> => {
    while (!stopping) {
      const now = systemClock.now()
      deaths.push(now)
      while (deaths[0] !== undefined && deaths[0] < now - DEATHS_SPAN_MS) deaths.shift()
      if (deaths.length > DEATHS_LIMIT) {
        options.log(`${options.name} died ${deaths.length} times in a minute and is left dead`)
        return
      }
      try {
        await live()
        options.log(`${options.name} is back`)
        return
      } catch (error) {
        options.log(`${options.name} does not come back: ${String(error)}`)
        await pause(Math.min(50 * 2 ** deaths.length, 2_000))
      }
    }
  }

  try {
    await live()
  } catch (error) {
    process.off('exit', killNow)
    throw error
  }
  return {
    get pid() {
      return running?.pid ?? null
    },
    stop: async () => {
      stopping = true
      process.off('exit', killNow)
      if (running !== null) await end(running)
    },
  }
}

async function spawnReady(options: ChildOptions): Promise<ChildProcess> {
  const [command, args] = boundToParent(options.command, options.args)
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  let failure: Error | null = null
  child.once('error', (error) => {
    failure = error
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT_CHARACTERS)
  })

  const deadline = systemClock.now() + options.readyWithinMs
  while (systemClock.now() < deadline) {
    if (failure !== null) throw failure
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${options.name} exited at once: ${stderr.trim()}`)
    }
    if (await options.isReady(stderr)) return child
    await pause(5)
  }
  await end(child)
  throw new Error(`${options.name} was not ready after ${options.readyWithinMs} ms`)
}

/** Linux can send a signal when the parent dies by whatever means; elsewhere only an orderly exit is covered. */
function boundToParent(command: string, args: readonly string[]): [string, string[]] {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : null
  if (setpriv === null) return [command, [...args]]
  return [setpriv, ['--pdeathsig', 'TERM', '--', command, ...args]]
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const takeBack = systemClock.after(STOP_WITHIN_MS, () => child.kill('SIGKILL'))
  await ended
  takeBack()
}
