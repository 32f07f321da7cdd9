/** Documents on disk while they are analyzed: private, nameless as soon as they are open, gone with their handle. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  promises,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import type { ByteSource, Scratch } from '#shared/spool/port.ts'

/** An open document with what one pass over its bytes told. */
export interface DocumentFile {
  /** Usable from every thread of this process until `close`. */
  readonly descriptor: number
  readonly bytes: number
  readonly sha256: string
  close(): void
}

/** More than any spool holds; a print system that never stops sending is cut here. */
export const DOCUMENT_BYTES_LIMIT = 16 * 1024 ** 3

/**
 * Writes the stream to a private file (mode 0600) and hashes it in the same pass. Throws what the stream throws, the
 * signal's reason when aborted, `disk-write-failed` when the folder does not take it. Nothing is left behind.
 */
export async function saveDocument(
  stream: Readable,
  folder: string,
  signal: AbortSignal,
): Promise<DocumentFile> {
  const file = openNameless(folder)
  try {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted()
      hash.update(chunk)
      writeAll(file, chunk, bytes)
      bytes += chunk.length
      if (bytes > DOCUMENT_BYTES_LIMIT)
        throw new Problem('body-too-large', 'the document is too large')
    }
    signal.throwIfAborted()
    return {
      descriptor: file,
      bytes,
      sha256: hash.digest('hex'),
      close: () => closeSync(file),
    }
  } catch (error) {
    stream.destroy()
    closeSync(file)
    throw error
  }
}

/** A whole file, at once and on this thread; null when it is longer than `limit`. Throws `file-unreadable`. */
export function loadSmallDocument(
  path: string,
  limit: number,
): { bytes: Uint8Array; sha256: string } | null {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw new Problem('file-unreadable', `\`${path}\` is not a file`)
    if (stat.size > limit) return null
    const bytes = readFileSync(path)
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('file-unreadable', `\`${path}\` cannot be read`, { cause })
  }
}

/** Hashes a file as it stands. Throws `file-unreadable`. */
export async function openDocument(path: string): Promise<{
  descriptor: number
  bytes: number
  /** Settles after one pass over the file, beside other work on it. */
  sha256: Promise<string>
  close(): Promise<void>
}> {
  const handle = await openToRead(path)
  const { size } = await handle.stat()
  return {
    descriptor: handle.fd,
    bytes: size,
    sha256: hashFile(handle),
    close: () => handle.close(),
  }
}

/** Opens a file for as long as `read` takes. Throws `file-unreadable`. */
export function withFileSource<Result>(path: string, read: (source: ByteSource) => Result): Result {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (cause) {
    throw new Problem('file-unreadable', `\`${path}\` cannot be read`, { cause })
  }
  try {
    return read(makeFileSource(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

/** Reads anywhere in an open file, block by block; small reads close together cost one read of the disk. */
export function makeFileSource(descriptor: number, onRead?: (offset: number) => void): ByteSource {
  const { size } = fstatSync(descriptor)
  const blocks = new Map<number, Uint8Array>()
  let lent = new Uint8Array(0)
  const clip = (offset: number, length: number) => Math.max(0, Math.min(length, size - offset))
  const fill = (bytes: Uint8Array, offset: number) => {
    onRead?.(offset)
    let filled = 0
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled)
      if (count === 0) break
      filled += count
    }
    return bytes.subarray(0, filled)
  }
  const readAt = (offset: number, length: number) => {
    const bytes = Buffer.allocUnsafeSlow(clip(offset, length))
    return fill(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), offset)
  }
  return {
    size,
    read(offset, length) {
      if (offset < 0 || offset >= size || length <= 0) return new Uint8Array(0)
      const index = Math.floor(offset / BLOCK_BYTES)
      const from = offset - index * BLOCK_BYTES
      if (from + length > BLOCK_BYTES) return readAt(offset, length)
      let block = blocks.get(index)
      if (!block) {
        if (blocks.size >= BLOCKS_KEPT) blocks.delete(blocks.keys().next().value ?? index)
        block = readAt(index * BLOCK_BYTES, BLOCK_BYTES)
        blocks.set(index, block)
      }
      return block.subarray(from, from + length)
    },
    lend(offset, length) {
      const wanted = offset < 0 ? 0 : clip(offset, length)
      if (lent.length < wanted) lent = new Uint8Array(wanted)
      return fill(lent.subarray(0, wanted), offset)
    },
  }
}

/** A nameless file in `folder`; its disk space is given back by `close`, or by the system when the process dies. */
export function makeFileScratch(folder: string): Scratch & { close(): void } {
  let file: number | null = null
  let bytes = 0
  return {
    append(part) {
      file ??= openNameless(folder)
      writeAll(file, part, bytes)
      bytes += part.length
    },
    source() {
      file ??= openNameless(folder)
      return makeFileSource(file)
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

const BLOCK_BYTES = 64 * 1024
const BLOCKS_KEPT = 256

/** Unlinked while open: no crash leaves a user's document behind. */
function openNameless(folder: string): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const own = mkdtempSync(join(folder, 'document-'))
    try {
      return openSync(join(own, 'document'), 'wx+', 0o600)
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  } catch (cause) {
    throw new Problem('disk-write-failed', 'no document can be kept for analysis', { cause })
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, bytes.length - done, position + done)
    }
  } catch (cause) {
    throw new Problem('disk-write-failed', 'no document can be kept for analysis', { cause })
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    const handle = await promises.open(path, 'r')
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
  } catch (cause) {
    throw new Problem('file-unreadable', `\`${path}\` cannot be read`, { cause })
  }
  throw new Problem('file-unreadable', `\`${path}\` is not a file`)
}

async function hashFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(1024 * 1024)
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(chunk.subarray(0, bytesRead))
    position += bytesRead
  }
}
