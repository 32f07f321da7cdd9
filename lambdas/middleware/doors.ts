/** The lambdas' doors to the world: clock, chance and the log; everything else is handed values. */
import { randomBytes } from 'node:crypto'

export interface Doors {
  /** Milliseconds since 1970. */
  nowMs(): number
  makeRandom(bytes: number): Uint8Array
  writeLine(line: string): void
}

export const REAL_DOORS: Doors = {
  nowMs: () => Date.now(),
  makeRandom: (bytes) => randomBytes(bytes),
  writeLine: (line) => process.stdout.write(`${line}\n`),
}

/** RFC 3339 UTC, from a clock that was read once. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
