/** Files that are part of the program itself. */
import { readFileSync } from 'node:fs'

/** Throws when the program is not whole. */
export function loadProgramFile(file: string): Uint8Array {
  return readFileSync(file)
}
