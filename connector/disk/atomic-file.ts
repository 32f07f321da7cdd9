/** Small files that are either the old one or the new one, never a mixture: temporary file, fsync, rename, fsync folder. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'

/** Throws `disk-write-failed`. Owner-only unless `mode` says otherwise. */
export async function saveFile(path: string, data: string, mode = 0o600): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const draft = `${path}.new`
    const file = await open(draft, 'w', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    throw new Problem('disk-write-failed', `\`${path}\` cannot be written: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

/** null when there is no such file. Throws `state-unreadable`. */
export async function loadFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new Problem('state-unreadable', `\`${path}\` cannot be read: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

/** Makes names in the folder durable; Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}

export function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : String(error))
}
