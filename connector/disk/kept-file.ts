/** Files that stay: a stream kept whole under its name, or not at all. */
import { createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '#shared/contracts/problem.ts'
import { reasonOf } from './atomic-file.ts'

/** Written as `draft` first, in the same file system. Throws what the stream throws, `disk-write-failed`, the signal's reason. */
export async function keepStream(
  stream: Readable,
  path: string,
  draft: string,
  signal: AbortSignal,
): Promise<void> {
  let streamError: unknown
  stream.once('error', (error) => {
    streamError = error
  })
  try {
    for (const folder of [dirname(path), dirname(draft)]) await mkdir(folder, { recursive: true })
    await pipeline(stream, createWriteStream(draft, { flush: true }), { signal })
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true })
    signal.throwIfAborted()
    if (streamError !== undefined) throw streamError
    throw new Problem('disk-write-failed', `\`${path}\` cannot be written: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

export async function keepText(text: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  } catch (cause) {
    throw new Problem('disk-write-failed', `\`${path}\` cannot be written: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

export async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
