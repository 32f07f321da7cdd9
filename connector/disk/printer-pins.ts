/** Which key each printer showed when it was first used. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { loadFile, saveFile } from './atomic-file.ts'

export interface PinStore {
  /** SHA-256 of the public key (SubjectPublicKeyInfo), base64; null = never seen. Throws `state-unreadable`. */
  load(deviceUri: string): Promise<string | null>
  /** Throws `disk-write-failed`. */
  save(deviceUri: string, pin: string | null): Promise<void>
}

/** One small file a printer, so that two queues that meet theirs at once cannot lose one. */
export function makePinStore(folder: string): PinStore {
  const pathOf = (deviceUri: string) =>
    join(folder, 'printer-pins', createHash('sha256').update(deviceUri).digest('hex'))
  return {
    async load(deviceUri) {
      const pin = (await loadFile(pathOf(deviceUri)))?.trim()
      return pin === undefined || pin === '' ? null : pin
    },
    save: (deviceUri, pin) => saveFile(pathOf(deviceUri), `${pin ?? ''}\n`),
  }
}
