/** What is built from sources, kept by the hash of their names and contents, and built again only when they change. */
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
import { type Log, makeId, systemClock } from './doors.ts'

export const ROOT = join(import.meta.dirname, '../..')
const BUILDING = 'building-'

export interface CachedBuild {
  /** Folder of everything that was built of this kind. */
  readonly cache: string
  /** So many stay, because a host that runs reads files from its folder when they are first asked for. */
  readonly kept: number
  /** Everything that can change what is made, below the root of the project. */
  readonly sources: readonly string[]
  /** Script that builds into the folder named as its argument. */
  readonly builder: string
  readonly env?: NodeJS.ProcessEnv
  /** What the log and the error say, like `bundling` … */
  readonly words: { readonly begins: string; readonly done: string; readonly fails: string }
}

/** The folder with what was built. Throws with the builder's words when it fails. */
export async function buildOnce(wanted: CachedBuild, log: Log): Promise<string> {
  const { cache, words } = wanted
  const folder = join(cache, hashFiles(wanted.sources))
  if (existsSync(folder)) return folder
  log(`${words.begins}, because sources changed …`)
  const startedAt = systemClock.now()
  await build(wanted, folder)
  log(`${words.done} in ${((systemClock.now() - startedAt) / 1000).toFixed(1)} s`)
  return folder
}

/** Beside and then renamed, so that a folder is whole or absent, whoever builds at the same time or is killed. */
async function build(wanted: CachedBuild, folder: string): Promise<void> {
  forgetOldest(wanted)
  const beside = join(wanted.cache, `${BUILDING}${makeId()}`)
  mkdirSync(beside, { recursive: true })
  try {
    await runBuilder(wanted, beside)
    renameSync(beside, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

function forgetOldest({ cache, kept }: CachedBuild): void {
  if (!existsSync(cache)) return
  const folders = readdirSync(cache)
    .filter((name) => !name.startsWith(BUILDING))
    .map((name) => join(cache, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
  for (const folder of folders.slice(kept)) rmSync(folder, { recursive: true, force: true })
}

/** Names and contents, in one order everywhere. */
function hashFiles(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files.toSorted()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** In a process of its own: bundlers and CDK take memory that a host, which runs for days, must not keep. */
function runBuilder({ builder, env, words }: CachedBuild, folder: string): Promise<void> {
  const child = spawn(process.execPath, [builder, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env === undefined ? {} : { env }),
  })
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
      else reject(new Error(`${words.fails}:\n${said.trim()}`))
    })
  })
}
