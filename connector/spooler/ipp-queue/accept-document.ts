/** A document from the wire to the disk: unpacked if it was packed, streamed, within every limit. */
import type { Readable } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw, type Gunzip } from 'node:zlib'
import { Problem } from '#shared/contracts/problem.ts'
import { STATUS } from '../ipp/tables.ts'
import type { JobStore } from './job-store.ts'
import { type Refusal, refusal } from './request.ts'
import type { StoredJob } from './stored-job.ts'

export interface DocumentBody {
  readonly stream: Readable
  readonly format: string
  /** "compression" */
  readonly compression: 'none' | 'gzip' | 'deflate'
}

/** Bytes that end a stream of gzip or zlib are its own; anything else is damage. */
const UNPACK_ERRORS = /^Z_|^ERR_(?:TRAILING_JUNK|ZLIB)/

/** A document whose bytes are written; it is safe once `synced`. */
export interface AcceptedDocument {
  readonly document: NonNullable<StoredJob['document']>
  readonly synced: Promise<void>
}

/** null = no data came. With `hasDocument` any data is refused. Throws `body-too-large`, `disk-write-failed`, the stream's errors. */
export async function acceptDocument(
  store: JobStore,
  number: number,
  body: DocumentBody,
  hasDocument = false,
): Promise<AcceptedDocument | Refusal | null> {
  const chunks = (body.stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done === true) return null
  if (hasDocument) return refusal(STATUS.multipleNotSupported, 'a job here has one document')
  const file = `${number}`
  try {
    const whole = rejoin(first.value, chunks)
    const unpacked =
      body.compression === 'none'
        ? whole
        : unpack(whole, openUnpacker(body.compression, first.value))
    const { bytes, synced } = await store.documents.save(file, unpacked)
    if (bytes > 0) return { document: { file, bytes, format: body.format }, synced }
    await synced
    await store.documents.remove(file)
    return null
  } catch (error) {
    if (error instanceof Problem || !UNPACK_ERRORS.test(codeOf(error))) throw error
    return refusal(STATUS.compressionError, 'the document cannot be unpacked')
  }
}

async function* rejoin(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

type Unpacker = Pick<Gunzip, keyof Gunzip>

/** "deflate" is bare (RFC 1951, so says RFC 8011 section 5.4.32); some send it in zlib's wrapping (RFC 1950) all the same. */
function openUnpacker(compression: 'gzip' | 'deflate', first: Uint8Array): Unpacker {
  if (compression === 'gzip') return createGunzip()
  const [method = 0, flags = 0] = first
  const isWrapped = (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0
  return isWrapped ? createInflate() : createInflateRaw()
}

/** Nothing is unpacked ahead of the disk: what a bomb holds meets the document's limit piece by piece. */
async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  unpacker: Unpacker,
): AsyncGenerator<Uint8Array> {
  const feeding = feed(packed, unpacker)
  try {
    yield* unpacker as AsyncIterable<Uint8Array>
    await feeding
  } finally {
    unpacker.destroy()
    await feeding.catch(() => {})
  }
}

async function feed(packed: AsyncIterable<Uint8Array>, unpacker: Unpacker): Promise<void> {
  try {
    for await (const chunk of packed) {
      if (unpacker.destroyed) return
      if (!unpacker.write(chunk)) await drained(unpacker)
    }
    unpacker.end()
  } catch (error) {
    unpacker.destroy(error as Error)
  }
}

function drained(unpacker: Unpacker): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unpacker.off('drain', done).off('close', done)
      resolve()
    }
    unpacker.on('drain', done).on('close', done)
  })
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
