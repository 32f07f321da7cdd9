/** The real process around the command line: streams, signals, exit code. */

import { runCommandLine } from './command-line.ts'
import { makeClock, makeRandom, makeStderrLog, readEnvironment } from './doors.ts'

void start()

async function start(): Promise<void> {
  const clock = makeClock()
  const level = readEnvironment('SPOOLGATE_LOG') === 'debug' ? 'debug' : 'info'
  const stopping = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)))
  }
  // Who reads us may leave early; that must not end a connector.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    clock,
    random: makeRandom(),
    log: makeStderrLog(clock, level),
    environment: readEnvironment,
    pid: process.pid,
    out: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    input: () => process.stdin,
    ...(process.stderr.isTTY ? { progress: showProgress } : {}),
    signal: stopping.signal,
    loadPrintSystem: async () =>
      (await import('./cups-print-system.ts')).makeCupsPrintSystem(clock),
  })
}

function showProgress(file: string, done: number | null): void {
  const text = done === null ? '' : `${file} ${Math.round(done * 100)} %`
  process.stderr.write(`\r\x1b[K${text}`)
}
