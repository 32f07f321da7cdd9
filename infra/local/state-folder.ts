// The folder that holds everything of a local start: made, locked, forgotten.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'

/** Only a folder with this file in it is ever deleted by `--fresh`. */
const MARKER = 'spoolgate-state'
const LOCK = 'lock'

export interface StateFolder {
  readonly path: string
  /** Absolute path of a sub-folder, made if absent. */
  folder(name: string): string
  release(): void
}

/**
 * Makes and locks the folder. `fresh` deletes what an earlier start left in it.
 * Throws `state-locked` while another process uses it, `state-unreadable` when it is somebody else's folder.
 */
export function openStateFolder(path: string, fresh: boolean): StateFolder {
  const marker = join(path, MARKER)
  if (existsSync(path) && !existsSync(marker) && readdirSync(path).length > 0) {
    throw new Problem('state-unreadable', `\`${path}\` is not empty and not a state folder of ours`)
  }
  const owner = existsSync(path) ? lockOwner(join(path, LOCK)) : null
  if (owner !== null) {
    throw new Problem('state-locked', `\`${path}\` is in use by process ${owner}`)
  }
  if (fresh) rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true, mode: 0o755 })
  writeFileSync(marker, 'everything in this folder belongs to a local start of Spoolgate\n')
  writeFileSync(join(path, LOCK), `${process.pid}\n`)
  return {
    path,
    folder(name) {
      const folder = join(path, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
    release: () => rmSync(join(path, LOCK), { force: true }),
  }
}

/** Process id in the lock if that process lives, else null: a killed start must not lock the next one out. */
function lockOwner(lock: string): number | null {
  if (!existsSync(lock)) return null
  const pid = Number(readFileSync(lock, 'utf8'))
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return null
  try {
    process.kill(pid, 0)
    return pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null
  }
}
