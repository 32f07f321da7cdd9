/** Documents encrypted at rest: written once from front to back, read the same way, and never taken for whole when they are not. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, type KeyObject } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import { reasonOf } from './atomic-file.ts'

export interface SealedFileFacts {
  /** Of the document, not of the file. */
  readonly bytes: number
  readonly sha256: string
}

/**
 * | bytes | what |
 * |---|---|
 * | 4 | magic and version |
 * | 32 | salt: every file has a key of its own, so that counting nonces can never repeat one |
 * | ≤ 65,536 + 16, again and again | AES-256-GCM of a piece, and its tag |
 *
 * A nonce is the piece's number and whether it is the last (the STREAM construction): pieces that are missing, doubled,
 * swapped or cut off do not verify.
 */
const MAGIC = Buffer.from('SGS1')
export const SALT_BYTES = 32
const PIECE_BYTES = 64 * 1024
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32

/** The spool's key, made from the device's: whoever has the disk without the device key has nothing. */
export function makeSpoolKey(deviceKey: KeyObject): Uint8Array {
  const secret = deviceKey.export({ type: 'pkcs8', format: 'der' })
  return new Uint8Array(hkdfSync('sha256', secret, '', 'spoolgate spool', KEY_BYTES))
}

/**
 * Writes a new file and returns when it would survive a power cut. `admit` hears of the bytes so far before they are
 * written, and throws to end it. Throws that, what the source throws, or `disk-write-failed`.
 */
export async function saveSealedFile(
  path: string,
  source: AsyncIterable<Uint8Array>,
  { key, salt, admit }: { key: Uint8Array; salt: Uint8Array; admit(bytes: number): void },
): Promise<SealedFileFacts> {
  const file = await onDisk(open(path, 'wx', 0o600))
  try {
    const sealer = makeSealer(key, salt)
    const hash = createHash('sha256')
    let bytes = 0
    let pending: Uint8Array[] = [sealer.head]
    let pendingBytes = 0
    for await (const chunk of source) {
      bytes += chunk.length
      admit(bytes)
      hash.update(chunk)
      for (const piece of sealer.push(chunk)) {
        pending.push(piece)
        pendingBytes += piece.length
      }
      if (pendingBytes < PIECE_BYTES) continue
      await onDisk(file.writeFile(Buffer.concat(pending)))
      pending = []
      pendingBytes = 0
    }
    pending.push(sealer.end())
    await onDisk(file.writeFile(Buffer.concat(pending)))
    await onDisk(file.datasync())
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await file.close()
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
    const head = await readExactly(file, MAGIC.length + SALT_BYTES)
    if (head.length < MAGIC.length + SALT_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw damaged()
    }
    const fileKey = makeFileKey(key, head.subarray(MAGIC.length))
    let piece = await readExactly(file, PIECE_BYTES + TAG_BYTES)
    for (let index = 0; ; index++) {
      const isShort = piece.length < PIECE_BYTES + TAG_BYTES
      const next = isShort ? EMPTY : await readExactly(file, PIECE_BYTES + TAG_BYTES)
      const isLast = next.length === 0
      yield openPiece(fileKey, piece, index, isLast)
      if (isLast) return
      piece = next
    }
  } finally {
    await file.close()
  }
}

const EMPTY = Buffer.alloc(0)

function makeSealer(key: Uint8Array, salt: Uint8Array) {
  const fileKey = makeFileKey(key, salt)
  const rest = Buffer.allocUnsafe(PIECE_BYTES)
  let restBytes = 0
  let index = 0
  const seal = (piece: Uint8Array, isLast: boolean) => {
    const cipher = createCipheriv(ALGORITHM, fileKey, makeNonce(index++, isLast))
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
  return {
    head: Buffer.concat([MAGIC, salt]),
    /** Sealed pieces that are surely not the last. */
    *push(chunk: Uint8Array): Generator<Uint8Array> {
      for (let at = 0; at < chunk.length; ) {
        if (restBytes === PIECE_BYTES) {
          yield seal(rest, false)
          restBytes = 0
        }
        const count = Math.min(PIECE_BYTES - restBytes, chunk.length - at)
        rest.set(chunk.subarray(at, at + count), restBytes)
        restBytes += count
        at += count
      }
    },
    end: () => seal(rest.subarray(0, restBytes), true),
  }
}

function openPiece(fileKey: Uint8Array, sealed: Buffer, index: number, isLast: boolean): Buffer {
  if (sealed.length < TAG_BYTES) throw damaged()
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, fileKey, makeNonce(index, isLast))
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

function makeNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

async function readExactly(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
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
