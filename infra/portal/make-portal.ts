/** The portal's files, built only when a source changed since the last time. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentWith, type Log, makeId, systemClock } from '../local/doors.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Everything that can change what is made. */
const SOURCES = ['portal/**', 'infra/portal/**', 'shared/**', 'package-lock.json']
const CACHE = join(ROOT, 'node_modules/.cache/spoolgate-portal')
const BUILDING = 'building-'
const KEPT = 3
const BUILDER = fileURLToPath(new URL('./build-portal.ts', import.meta.url))

/** Folder with `index.html`. Throws with the builder's words when a source does not bundle. */
export async function makePortal({ log }: { log: Log }): Promise<string> {
  const folder = join(CACHE, hashSources())
  if (existsSync(folder)) return folder
  log('building the portal, because its sources changed …')
  const startedAt = systemClock.now()
  await build(folder)
  log(`built the portal in ${((systemClock.now() - startedAt) / 1000).toFixed(1)} s`)
  return folder
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

/** Some stay, because a host that runs reads files from its folder when they are first asked for. */
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
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter((file) => statSync(join(ROOT, file)).isFile())
    .sort()
  for (const file of files) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** In a process of its own: Vite takes half a gigabyte that a host, which runs for days, must not keep. */
function runBuilder(folder: string): Promise<void> {
  const child = spawn(process.execPath, [BUILDER, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Whoever asks, a test too: nobody gets the libraries' slow halves.
    env: environmentWith({ NODE_ENV: 'production' }),
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
      else reject(new Error(`the portal does not build:\n${said.trim()}`))
    })
  })
}
