/** Makes a print system's strings safe to keep and show: they are whatever some client sent. */

/**
 * No control or direction-changing characters, no lone surrogates, at most `limit` UTF-16 units (then `…` ends it).
 * Never cuts a character in two.
 */
export function cleanText(text: string, limit: number): string {
  const clean = text.toWellFormed().replace(HIDDEN_CHARACTERS, ' ').trim()
  if (clean.length <= limit) return clean
  const cut = clean.slice(0, limit - 1)
  return `${isHighSurrogate(cut.charCodeAt(cut.length - 1)) ? cut.slice(0, -1) : cut}…`
}

/** The longest beginning that fits so many bytes of UTF-8. */
export function cutBytes(text: string, bytesLimit: number): string {
  const bytes = Buffer.from(text.toWellFormed())
  if (bytes.length <= bytesLimit) return text.toWellFormed()
  let end = bytesLimit
  while (end > 0 && isContinuation(bytes[end] ?? 0)) end -= 1
  return bytes.subarray(0, end).toString()
}

/** Control characters, line separators, and the marks that reorder text on a screen ("Trojan Source"). */
const HIDDEN_CHARACTERS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
/** UTF-8: every byte of a character but its first. */
const isContinuation = (byte: number) => (byte & 0xc0) === 0x80
