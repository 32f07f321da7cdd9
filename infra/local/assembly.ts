/** Bundle and synth, done only when a source changed since the last time. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Log, makeId, systemClock } from './doors.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Everything that can change what is made. */
const SOURCE_FOLDERS = ['infra', 'lambdas', 'shared', 'connector']
const SOURCE_FILES = ['package-lock.json', 'package.json']
const CACHE = join(ROOT, 'node_modules/.cache/spoolgate')
const BUILDING = 'building-'
const KEPT = 5
const BUILDER = fileURLToPath(new URL('./assembly-builder.ts', import.meta.url))

export interface MadeAssembly {
  /** With the templates and the bundled functions. */
  readonly assemblyFolder: string
  /** The bundled connector, to be run with node. */
  readonly connectorFile: string
}

/** What a cold start has to make again. */
export const assemblyCacheFolders: readonly string[] = [CACHE]

/** Throws with the builder's words when a source does not bundle or the app does not pass its checks. */
export async function makeAssembly({ log }: { log: Log }): Promise<MadeAssembly> {
  const folder = join(CACHE, hashSources())
  if (!existsSync(folder)) {
    log('bundling and synthesizing, because sources changed …')
    const startedAt = systemClock.now()
    await build(folder)
    log(`bundled and synthesized in ${((systemClock.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  return {
    assemblyFolder: join(folder, 'assembly'),
    connectorFile: join(folder, 'dist/connector/spoolgate-connector.cjs'),
  }
}

/** Beside and then renamed, so that a folder is whole or absent, whoever builds at the same time or is killed. */
async function build(folder: string): Promise<void> {
  forgetOldest()
  const beside = join(CACHE, `${BUILDING}${makeId()}`)
  mkdirSync(beside, { recursive: true })
  try {
    await runBuilder(beside)
    renameSync(beside, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

/** Some stay, because a host that runs loads functions from its folder when they are first called. */
function forgetOldest(): void {
  if (!existsSync(CACHE)) return
  const folders = readdirSync(CACHE)
    .filter((name) => !name.startsWith(BUILDING))
    .map((name) => join(CACHE, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
  for (const folder of folders.slice(KEPT)) rmSync(folder, { recursive: true, force: true })
}

/** Names and contents, in one order everywhere. */
function hashSources(): string {
  const hash = createHash('sha256')
  const files = SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const file of [...files, ...SOURCE_FILES.map((name) => join(ROOT, name))].sort()) {
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** In a process of its own: CDK and esbuild take memory that a host, which runs for days, must not keep. */
function runBuilder(folder: string): Promise<void> {
  const child = spawn(process.execPath, [BUILDER, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`bundle and synth failed:\n${said.trim()}`))
    })
  })
}
