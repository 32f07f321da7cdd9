/** The ciphers that encrypted PDF needs, from Node's own crypto. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import type { Ciphers } from '#shared/spool/port.ts'

export const nodeCiphers: Ciphers = {
  md5: (bytes) => createHash('md5').update(bytes).digest(),
  sha2: (bits, bytes) => createHash(`sha${bits}`).update(bytes).digest(),
  aesCbcDecrypt(key, iv, data) {
    const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
  aesCbcEncrypt(key, iv, data) {
    const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
}
