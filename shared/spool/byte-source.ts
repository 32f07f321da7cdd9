/** Documents as byte sources: one held in memory, a part of another, and helpers to look at their heads. */
import type { ByteSource, Scratch } from './port.ts'

export function makeMemorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
  }
}

/** `size` bytes of `source` from `start`; nothing outside can be read through it. */
export function makePartSource(source: ByteSource, start: number, size: number): ByteSource {
  const available = Math.max(0, Math.min(size, source.size - start))
  const within = (offset: number, length: number) =>
    Math.max(0, Math.min(length, available - offset))
  const { lend } = source
  return {
    size: available,
    read: (offset, length) => source.read(start + offset, within(offset, length)),
    ...(lend ? { lend: (offset, length) => lend(start + offset, within(offset, length)) } : {}),
  }
}

/** Keeps what is appended in memory: for tests and small documents. */
export function makeMemoryScratch(): Scratch {
  const parts: Uint8Array[] = []
  return {
    append: (bytes) => {
      parts.push(bytes.slice())
    },
    source: () => makeMemorySource(concatenate(parts)),
  }
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Whether `bytes` holds the ASCII `text` at `at`. */
export function hasTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

/** Where the ASCII `text` first starts in `bytes` at or after `from` and before `end`; -1 when it does not. */
export function indexOfText(bytes: Uint8Array, text: string, from = 0, end = bytes.length): number {
  const first = text.charCodeAt(0)
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at < end;
    at = bytes.indexOf(first, at + 1)
  ) {
    if (hasTextAt(bytes, at, text)) return at
  }
  return -1
}

/** Bytes as Latin-1 text: one character a byte, whatever they are. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = ''
  for (let at = from; at < to; at += 4_096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(to, at + 4_096)))
  }
  return text
}
