/** Documents encrypted at rest: written once from front to back, read the same way, and never taken for whole when they are not. */
import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import { reasonOf } from './atomic-file.ts'

export interface SealedFile {
  /** Of the document, not of the file. */
  readonly bytes: number
  /** Resolves when it would survive a power cut. */
  readonly synced: Promise<void>
}

/**
 * | bytes | what |
 * |---|---|
 * | 4 | magic and version |
 * | 32 | salt: every file has a key of its own, so that counting nonces can never repeat one |
 * | 65,536 + 16, again and again; once fewer | AES-256-GCM of a piece, and its tag |
 * | 16 | tag of an empty piece: the end |
 *
 * A nonce is the piece's number and whether it is the end (the STREAM construction): pieces that are missing, doubled,
 * swapped or cut off do not verify. Bytes are sealed as they come, and nothing is gathered.
 */
const MAGIC = Buffer.from('SGS1')
export const SALT_BYTES = 32
const HEAD_BYTES = MAGIC.length + SALT_BYTES
const PIECE_BYTES = 64 * 1024
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32

/** The spool's key, made from the device's: whoever has the disk without the device key has nothing. */
export function makeSpoolKey(deviceKey: KeyObject): Uint8Array {
  const secret = deviceKey.export({ type: 'pkcs8', format: 'der' })
  return new Uint8Array(hkdfSync('sha256', secret, '', 'spoolgate spool', KEY_BYTES))
}

export interface SealOptions {
  readonly key: Uint8Array
  /** `SALT_BYTES` that nobody used before. */
  readonly salt: Uint8Array
  /** Hears of the bytes so far before they are written; throws to end it. */
  admit(bytes: number): void
  /** Makes the file's name durable, beside its content. */
  syncName(): Promise<void>
}

/** Bytes of a sealed document on disk. */
export function sealedBytes(bytes: number): number {
  return HEAD_BYTES + bytes + (Math.ceil(bytes / PIECE_BYTES) + 1) * TAG_BYTES
}

/** Writes a new file; it is durable some time later. Throws what `admit` or the source throws, or `disk-write-failed`. */
export async function saveSealedFile(
  path: string,
  source: AsyncIterable<Uint8Array>,
  { key, salt, admit, syncName }: SealOptions,
): Promise<SealedFile> {
  const file = await onDisk(open(path, 'wx', 0o600))
  try {
    const sealer = makeSealer(key, salt)
    let bytes = 0
    let pending: Uint8Array[] = [sealer.head]
    for await (const chunk of source) {
      bytes += chunk.length
      admit(bytes)
      for (const sealed of sealer.push(chunk)) pending.push(sealed)
      if (bytes < PIECE_BYTES) continue
      await onDisk(writeAll(file, pending))
      pending = []
    }
    pending.push(...sealer.end())
    await onDisk(writeAll(file, pending))
    const synced = onDisk(Promise.all([file.datasync(), syncName()])).finally(() => file.close())
    return { bytes, synced: synced.then(() => {}) }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The document. The stream fails with `file-unreadable` when the file is missing, foreign, damaged or cut. */
export function openSealedFile(path: string, key: Uint8Array): Readable {
  return Readable.from(readPieces(path, key), { objectMode: false })
}

async function* readPieces(path: string, key: Uint8Array): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r').catch((cause) => {
    throw new Problem('file-unreadable', `a spooled document is missing: ${reasonOf(cause)}`)
  })
  try {
    const { size } = await file.stat()
    const head = await readExactly(file, HEAD_BYTES)
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged()
    const fileKey = makeFileKey(key, head.subarray(MAGIC.length))
    let index = 0
    for (let left = size - head.length - TAG_BYTES; left > 0; index++) {
      const length = Math.min(left, PIECE_BYTES + TAG_BYTES)
      yield openPiece(fileKey, await readExactly(file, length), index, false)
      left -= length
    }
    openPiece(fileKey, await readExactly(file, TAG_BYTES), index, true)
  } finally {
    await file.close()
  }
}

function makeSealer(key: Uint8Array, salt: Uint8Array) {
  const fileKey = makeFileKey(key, salt)
  let index = 0
  let pieceBytes = 0
  let cipher: CipherGCM | null = null
  const start = (isEnd: boolean) => createCipheriv(ALGORITHM, fileKey, makeNonce(index++, isEnd))
  const finish = (done: CipherGCM) => {
    done.final()
    cipher = null
    pieceBytes = 0
    return done.getAuthTag()
  }
  return {
    head: Buffer.concat([MAGIC, salt]),
    *push(chunk: Uint8Array): Generator<Uint8Array> {
      for (let at = 0; at < chunk.length; ) {
        cipher ??= start(false)
        const count = Math.min(PIECE_BYTES - pieceBytes, chunk.length - at)
        yield cipher.update(chunk.subarray(at, at + count))
        at += count
        pieceBytes += count
        if (pieceBytes === PIECE_BYTES) yield finish(cipher)
      }
    },
    *end(): Generator<Uint8Array> {
      if (cipher !== null) yield finish(cipher)
      yield finish(start(true))
    },
  }
}

function openPiece(fileKey: Uint8Array, sealed: Buffer, index: number, isEnd: boolean): Buffer {
  if (sealed.length < TAG_BYTES) throw damaged()
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, fileKey, makeNonce(index, isEnd))
  decipher.setAuthTag(sealed.subarray(end))
  const piece = decipher.update(sealed.subarray(0, end))
  try {
    decipher.final()
    return piece
  } catch {
    throw damaged()
  }
}

function makeFileKey(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'document', KEY_BYTES))
}

function makeNonce(index: number, isEnd: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(isEnd ? 1 : 0, 11)
  return nonce
}

async function readExactly(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled)
    if (bytesRead === 0) throw damaged()
    filled += bytesRead
  }
  return bytes
}

async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const { bytesWritten } = await file.writev([...parts])
  // A disk may take less at once; hardly any does.
  if (bytesWritten < total) await file.writeFile(Buffer.concat(parts).subarray(bytesWritten))
}

function damaged(): Problem {
  return new Problem('file-unreadable', 'a spooled document is damaged, or was sealed elsewhere')
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Problem('disk-write-failed', `a document cannot be kept: ${reasonOf(cause)}`, {
      cause,
    })
  }
}
