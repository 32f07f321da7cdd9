// `npm start`: the whole product on this machine, until Ctrl-C or SIGTERM.

import { Problem } from '#shared/contracts/problem.ts'
import { makeReadyLine, makeWelcome } from './announce.ts'
import { tellStories } from './demo/stories.ts'
import { environment, systemClock } from './doors.ts'
import { parseStartOptions } from './options.ts'
import { type Product, startProduct } from './product.ts'

/** Longer than any part needs to stop, shorter than anybody waits. */
const STOP_LIMIT_MS = 9_500
const PARENT_POLL_MS = 250
const SECOND_SIGNAL_AFTER_MS = 1_000

const options = parseStartOptions(process.argv.slice(2))
const starting = startProduct(options, makeLog())
stopOnSignals(starting)
const product = await starting.catch(fail)

if (options.json) {
  process.stdout.write(`${makeReadyLine(product)}\n`)
} else {
  for (const line of makeWelcome(product)) process.stdout.write(`${line}\n`)
  if (process.stdout.isTTY === true) await printSamples(product)
}

/** A person at a terminal sees the steps of a long start, not every log line. */
function makeLog(): (line: string) => void {
  const person = !options.json && process.stdout.isTTY === true
  return (line) => {
    if (!person || !line.includes('{')) process.stderr.write(`${line}\n`)
  }
}

async function printSamples({ site, demo, folder }: Product): Promise<void> {
  if (site === null || demo === null) return
  process.stdout.write('  Three sample jobs:\n')
  for await (const story of tellStories(site, folder('demo'), demo.seeded.admin)) {
    process.stdout.write(`    ${story}\n`)
  }
}

/** A signal during the start waits for it to end one way or the other; a second one, from an impatient person, ends at once. */
function stopOnSignals(start: Promise<Product>): void {
  let stoppingSinceMs: number | null = null
  const stop = async () => {
    if (stoppingSinceMs !== null) {
      // Ctrl-C reaches us twice: from the terminal, and passed on by npm.
      if (systemClock.now() - stoppingSinceMs > SECOND_SIGNAL_AFTER_MS) process.exit(1)
      return
    }
    stoppingSinceMs = systemClock.now()
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    const started = await start.catch(() => null)
    await started?.stop()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // npm hands a signal to the shell between us, which ends without telling: losing our parent means the same.
  if (environment('npm_lifecycle_event') === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    void stop()
  }, PARENT_POLL_MS)
  watch.unref()
}

function fail(error: unknown): never {
  const text = error instanceof Problem ? `${error.detail} (${error.code})` : String(error)
  process.stderr.write(`spoolgate could not start: ${text}\n`)
  if (!(error instanceof Problem) && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  process.exit(1)
}
