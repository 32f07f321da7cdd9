/** The real process around the command line: streams, signals, exit code. */

import { runCommandLine } from './command-line.ts'
import { writeOut } from './commands/standard-output.ts'
import { makeClock, makeLog, makeRandom, readEnvironment } from './doors.ts'

void start()

async function start(): Promise<void> {
  const clock = makeClock()
  const level = readEnvironment('SPOOLGATE_LOG') === 'debug' ? 'debug' : 'info'
  const stopping = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)))
  }
  const log = makeLog((line) => standardError().write(line), clock, level)
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    clock,
    random: makeRandom(),
    log,
    environment: readEnvironment,
    pid: process.pid,
    out: writeOut,
    complain: (line) => standardError().write(`${line}\n`),
    input: () => process.stdin,
    progress: showProgress,
    signal: stopping.signal,
    loadPrintSystem: async () => (await import('./print-systems.ts')).makePrintSystems(clock, log),
  })
}

let errors: NodeJS.WriteStream | null = null

/** Loaded when there is something to say. Who reads us may leave early; that must not end a connector. */
function standardError(): NodeJS.WriteStream {
  errors ??= process.stderr.on('error', () => {})
  return errors
}

function showProgress(file: string, done: number | null): void {
  if (!standardError().isTTY) return
  const text = done === null ? '' : `${file} ${Math.round(done * 100)} %`
  standardError().write(`\r\x1b[K${text}`)
}
