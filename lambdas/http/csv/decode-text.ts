/** Bytes of a file that somebody exported somewhere → text, with how it was read. */
import { gunzipSync } from 'node:zlib'
import { UNPACKED_LIMIT_BYTES } from '#shared/contracts/import.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { HttpEvent } from '../../middleware/call.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Stands where a decoder met what it could not read. */
const REPLACED = '\ufffd'
/** Bytes looked at to tell UTF-16 without a mark. */
const SAMPLE_BYTES = 512

/**
 * Of a request: API Gateway hands on `text/…` as UTF-8, whatever it was, and anything else as the bytes that were sent.
 * Throws `import-unreadable` for text that was no UTF-8, and says how to send it.
 */
export function decodeUpload(
  event: Pick<HttpEvent, 'isBase64Encoded'>,
  rawBody: Uint8Array,
): { text: string; encoding: Encoding } {
  const decoded = decodeText(rawBody)
  if (!event.isBase64Encoded && decoded.text.includes(REPLACED)) {
    throw new Problem(
      'import-unreadable',
      'it is no UTF-8: send it with the content type `application/octet-stream`',
    )
  }
  return decoded
}

/** gzip (RFC 1952) is unpacked; a byte order mark leads, else what is no UTF-8 is Latin-1 as Windows writes it. */
export function decodeText(sent: Uint8Array): { text: string; encoding: Encoding } {
  const bytes = unpack(sent)
  const encoding = detectEncoding(bytes)
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function unpack(sent: Uint8Array): Uint8Array {
  if (sent[0] !== 0x1f || sent[1] !== 0x8b) return sent
  try {
    return gunzipSync(sent, { maxOutputLength: UNPACKED_LIMIT_BYTES })
  } catch (error) {
    const detail = `it cannot be unpacked to at most ${UNPACKED_LIMIT_BYTES} bytes`
    throw new Problem('import-unreadable', detail, { cause: error })
  }
}

function detectEncoding(bytes: Uint8Array): Encoding {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  bytes.subarray(0, SAMPLE_BYTES).forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]! += 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > even) return 'utf-16le'
  if (even > odd) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
