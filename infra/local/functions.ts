/** Runs the bundled functions as Lambda does: one call at a time per worker, isolated environment, memory and time limits. */
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { assert, Problem } from '#shared/contracts/problem.ts'
import { cores, type Log, makeId, pause, systemClock } from './doors.ts'
import type { Call, Loaded, Reply } from './function-worker.ts'

/** Calls of one function that wait for a worker before further ones are refused, as Lambda throttles. */
const WAITING_LIMIT = 1_000
/** One more than cores: handlers mostly compute, and each further worker has to warm up first. */
const WORKERS_LIMIT = Math.min(cores() + 1, 8)

/** As Lambda allows for what stands outside the handler. */
const LOAD_LIMIT_MS = 10_000

export interface FunctionSpec {
  readonly name: string
  readonly assetFolder: string
  /** As in the template: file without its ending, dot, export. */
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMb: number
  readonly timeoutMs: number
}

/** What came out of a handler that threw; its message may tell inner things and goes to the log only. */
export class FunctionError extends Error {}
export class FunctionTimeout extends FunctionError {}

export interface Functions {
  /**
   * Resolves to what the handler returned. Throws FunctionError when it threw, FunctionTimeout when its time was over
   * (its worker is gone then), Problem `too-busy` when too many calls wait.
   */
  invoke(name: string, event: unknown): Promise<unknown>
  /** Waits for running calls, at most `limitMs`, then ends every worker. */
  stop(limitMs: number): Promise<void>
}

export function makeFunctions(specs: readonly FunctionSpec[], log: Log): Functions {
  const pools = new Map(specs.map((spec) => [spec.name, new Pool(spec, log)]))
  return {
    invoke: (name, event) => {
      const pool = pools.get(name)
      assert(pool !== undefined, `function \`${name}\` is in the template`)
      return pool.invoke(event)
    },
    stop: async (limitMs) => {
      await Promise.all([...pools.values()].map((pool) => pool.stop(limitMs)))
    },
  }
}

interface Waiting {
  readonly event: unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

interface Running extends Waiting {
  readonly id: string
  takeBackTimeout: () => void
}

interface Member {
  readonly worker: Worker
  loaded: boolean
  running: Running | null
}

/** All workers of one function: started when needed, kept while they live. */
class Pool {
  readonly #spec: FunctionSpec
  readonly #log: Log
  readonly #members = new Set<Member>()
  readonly #idle: Member[] = []
  readonly #waiting: Waiting[] = []
  #stopping = false

  constructor(spec: FunctionSpec, log: Log) {
    this.#spec = spec
    this.#log = log
  }

  invoke(event: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#stopping || this.#waiting.length >= WAITING_LIMIT) {
        reject(new Problem('too-busy', `\`${this.#spec.name}\` takes no more calls now`))
        return
      }
      this.#waiting.push({ event, resolve, reject })
      this.#dispatch()
    })
  }

  async stop(limitMs: number): Promise<void> {
    this.#stopping = true
    const deadline = systemClock.now() + limitMs
    while (systemClock.now() < deadline && this.#isBusy()) await pause(10)
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new Problem('too-busy', 'the local cloud stops'))
    }
    await Promise.all([...this.#members].map(({ worker }) => worker.terminate()))
  }

  #isBusy(): boolean {
    return this.#waiting.length > 0 || [...this.#members].some(({ running }) => running !== null)
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      // The last one used is the warmest.
      const member = this.#idle.pop() ?? this.#grow()
      if (member === null) return
      const waiting = this.#waiting.shift()
      assert(waiting !== undefined, 'a call waits')
      this.#run(member, waiting)
    }
  }

  #grow(): Member | null {
    if (this.#members.size >= WORKERS_LIMIT) return null
    const { name, assetFolder, handler, environment, memoryMb } = this.#spec
    const [file, exported] = handler.split('.')
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      name,
      workerData: { file: join(assetFolder, `${file}.cjs`), exported },
      env: { ...environment },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      stdout: true,
      stderr: true,
    })
    for (const stream of [worker.stdout, worker.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#log(`${name}: ${line}`))
    }
    const member: Member = { worker, loaded: false, running: null }
    this.#members.add(member)
    worker.on('message', (message: Reply | Loaded) => {
      if ('loaded' in message) this.#settleIn(member)
      else this.#finish(member, message)
    })
    worker.on('error', (error) => this.#bury(member, new FunctionError(String(error))))
    worker.on('exit', () => this.#bury(member, new FunctionError('the worker exited')))
    return member
  }

  #run(member: Member, waiting: Waiting): void {
    const { timeoutMs, name, memoryMb } = this.#spec
    const id = makeId()
    const takeBackTimeout = this.#limit(member, member.loaded ? timeoutMs : LOAD_LIMIT_MS)
    member.running = { ...waiting, id, takeBackTimeout }
    const call: Call = { id, event: waiting.event, functionName: name, memoryMb, timeoutMs }
    member.worker.postMessage(call)
  }

  /** Loading has its own limit; the call's time counts from here. */
  #settleIn(member: Member): void {
    member.loaded = true
    if (member.running === null) return
    member.running.takeBackTimeout()
    member.running.takeBackTimeout = this.#limit(member, this.#spec.timeoutMs)
  }

  #limit(member: Member, limitMs: number): () => void {
    return systemClock.after(limitMs, () => {
      this.#bury(member, new FunctionTimeout(`timed out after ${limitMs} ms`))
    })
  }

  #finish(member: Member, reply: Reply): void {
    const { running } = member
    if (running === null || running.id !== reply.id) return
    running.takeBackTimeout()
    member.running = null
    this.#idle.push(member)
    if (reply.ok) {
      running.resolve(reply.result)
    } else {
      this.#log(`${this.#spec.name}: ${reply.error}`)
      running.reject(new FunctionError(reply.error))
    }
    this.#dispatch()
  }

  /** The worker is lost: its call fails, those that wait get another one. */
  #bury(member: Member, error: FunctionError): void {
    if (!this.#members.delete(member)) return
    const at = this.#idle.indexOf(member)
    if (at >= 0) this.#idle.splice(at, 1)
    void member.worker.terminate()
    if (member.running !== null) {
      this.#log(`${this.#spec.name}: ${error.message}`)
      member.running.takeBackTimeout()
      member.running.reject(error)
      member.running = null
    }
    if (!this.#stopping) this.#dispatch()
  }
}
