/** Lines to standard output. Node's own stream takes as long to load as a small document to read. */
import { writeSync } from 'node:fs'

const STANDARD_OUTPUT = 1
/** From then on lines queue up behind those that the stream keeps. */
let isStream = false

/** Whoever reads may leave early; that is no error of ours. */
export function writeOut(line: string): void {
  let rest = Buffer.from(`${line}\n`)
  if (isStream) return keepForLater(rest)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest))
  } catch (error) {
    // A reader that is slow and does not want us to wait: the stream keeps what it cannot take yet.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') keepForLater(rest)
    else if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}

function keepForLater(bytes: Uint8Array): void {
  if (!isStream) process.stdout.on('error', () => {})
  isStream = true
  process.stdout.write(bytes)
}
