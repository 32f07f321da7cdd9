/** The secret part of a token's text. */

const SECRET_BYTES = 20
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** The first 160 bits in base32 (RFC 4648 section 6), lower case: 32 characters without padding. */
export function formatSecret(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes.subarray(0, SECRET_BYTES)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let shift = SECRET_BYTES * 8 - 5; shift >= 0; shift -= 5) {
    text += BASE32.charAt(Number((bits >> BigInt(shift)) & 31n))
  }
  return text
}
