/** `print FILE --queue NAME`: an IPP client for machines without `lp`; prints into a managed queue as anybody would. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { loadIppQueueSettings, loadQueues, type ManagedQueue } from '../disk/site-state.ts'
import { ask, makeTransport } from '../spooler/cups/transport.ts'
import { type IppAttribute, type IppValue, makeAttribute } from '../spooler/ipp/message.ts'
import { syntaxOf, TAG } from '../spooler/ipp/tables.ts'
import {
  type IppConnection,
  openIppConnection,
} from '../spooler/ipp-queue/device/ipp-connection.ts'
import {
  type IppPrinter,
  makeIppPrinter,
  type PrinterJob,
} from '../spooler/ipp-queue/device/ipp-printer.ts'
import { type CommandDoors, UsageError } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

export interface PrintOptions {
  readonly state: string
  readonly queue?: string
  readonly uri?: string
  readonly user: string
  readonly title?: string
  readonly option: readonly string[]
  readonly wait: boolean
  readonly json: boolean
}

const POLL_MS = 250
/** Held jobs may wait for days; whoever wants to know that long asks again. */
const WAIT_LIMIT_MS = 10 * 60_000
const HEAD_BYTES = 16
/** First bytes of what can be told apart by looking. */
const FORMATS: readonly (readonly [head: string, format: string])[] = [
  ['%PDF-', 'application/pdf'],
  ['%!', 'application/postscript'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x89PNG', 'image/png'],
  ['RaS2', 'image/pwg-raster'],
  ['UNIRAST\0', 'image/urf'],
]

/** With `json`, one line: `{"job","queue","state","detail"}`. */
export async function print(
  file: string,
  options: PrintOptions,
  doors: CommandDoors,
): Promise<ExitCode> {
  const attributes = options.option.map(parseOption)
  const format = await loadFormat(file)
  const target = await openTarget(options)
  const { printer, name } = target
  const { user: userName, title } = options
  try {
    const request = { name: title ?? basename(file), userName, format, attributes }
    const job = await printer.createJob(request, doors.signal)
    const document = createReadStream(file)
    await printer.sendDocument(job, { userName, format, document }, doors.signal)
    const end = options.wait ? await awaitEnd(printer, job, doors) : null
    tell({ job, queue: name, end }, options.json, doors)
    return end === null || end.state === 'completed' ? EXIT.good : EXIT.failed
  } catch (error) {
    throw nameQueue(error, name)
  } finally {
    printer.close()
  }
}

interface Target {
  readonly printer: IppPrinter
  readonly name: string
}

async function openTarget({ queue, uri, state }: PrintOptions): Promise<Target> {
  if (uri !== undefined) return { name: uri, printer: openUri(uri) }
  if (queue === undefined) throw new UsageError('--queue or --uri is missing')
  const managed = (await loadQueues(state)).find((each) => each.queue === queue)
  if (managed === undefined) throw new Problem('queue-unknown', `\`${queue}\` is not managed here`)
  if (managed.spooler === 'cups') return { name: queue, printer: openCups(managed) }
  const settings = await loadIppQueueSettings(state)
  const { SETTINGS_DEFAULT, uriOf } = await import('../ipp-queue-print-system.ts')
  return { name: queue, printer: openUri(uriOf(settings ?? SETTINGS_DEFAULT, queue)) }
}

function openUri(uri: string): IppPrinter {
  const url = URL.canParse(uri) ? new URL(uri) : null
  if (url === null || !/^ipps?:$/.test(url.protocol) || url.hostname === '') {
    throw new UsageError(`\`${uri}\` is not like ipp://printer.example/ipp/print`)
  }
  // A client of one job has nothing to remember of a printer.
  const pins = { load: async () => null, save: async () => {} }
  return makeIppPrinter(uri, openIppConnection({ uri: url, pins }))
}

function openCups({ queue, cupsSocket }: ManagedQueue): IppPrinter {
  const socketPath = cupsSocket ?? '/run/cups/cups.sock'
  const transport = makeTransport({ socketPath, user: userInfo().username })
  const connection: IppConnection = {
    ask: (message, { signal, limits, document }) =>
      ask(transport, message, {
        signal,
        ...(limits ? { limits } : {}),
        ...(document ? { document } : {}),
      }),
    close: () => transport.close(),
  }
  return makeIppPrinter(`ipp://localhost/printers/${encodeURIComponent(queue)}`, connection)
}

/** `sides=two-sided-long-edge`, by the syntax that IPP has for the name. */
function parseOption(text: string): IppAttribute {
  const [, name = '', value = ''] = /^([a-z0-9-]+)=(.+)$/s.exec(text) ?? []
  const tag = syntaxOf(name)
  if (name === '' || tag === undefined) {
    throw new UsageError(`\`${text}\` is not like \`copies=2\` or \`sides=two-sided-long-edge\``)
  }
  const values = value.split(',').map((each) => parseValue(each, tag))
  if (values.some((each) => each === undefined)) {
    throw new UsageError(`\`${value}\` is no value of \`${name}\``)
  }
  return makeAttribute(name, ...(values as IppValue[]))
}

function parseValue(text: string, tag: number): IppValue | undefined {
  switch (tag) {
    case TAG.integer:
    case TAG.enum:
      return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined
    case TAG.boolean:
      return text === 'true' ? true : text === 'false' ? false : undefined
    case TAG.rangeOfInteger: {
      const found = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text)
      const lower = Number(found?.[1])
      return found === null ? undefined : { lower, upper: Number(found[2] ?? found[1]) }
    }
    case TAG.resolution: {
      const found = /^(\d{1,5})(?:x(\d{1,5}))?dpi$/.exec(text)
      const x = Number(found?.[1])
      return found === null ? undefined : { x, y: Number(found[2] ?? found[1]), units: 3 }
    }
    case TAG.begCollection:
      return undefined
    default:
      return text
  }
}

async function loadFormat(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r')
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      const head = buffer.toString('latin1', 0, bytesRead)
      return FORMATS.find(([start]) => head.startsWith(start))?.[1] ?? 'application/octet-stream'
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new Problem('file-unreadable', `\`${file}\` cannot be read`, { cause })
  }
}

async function awaitEnd(
  printer: IppPrinter,
  job: number,
  { clock, signal }: CommandDoors,
): Promise<PrinterJob | null> {
  const endMs = clock.monotonicMs() + WAIT_LIMIT_MS
  while (clock.monotonicMs() < endMs) {
    const now = await printer.fetchJob(job, signal)
    if (now === null || ['completed', 'canceled', 'aborted'].includes(now.state)) return now
    await clock.sleep(POLL_MS, signal)
  }
  return null
}

function tell(
  { job, queue, end }: { job: number; queue: string; end: PrinterJob | null },
  json: boolean,
  { out }: CommandDoors,
): void {
  const state = end?.state ?? 'waiting'
  const detail = end?.detail ?? ''
  if (json) out(JSON.stringify({ job, queue, state, detail }))
  else out(`job ${job} in ${queue}: ${state}${detail === '' ? '' : ` (${detail})`}`)
}

/** What is a printer to the code below is a queue to whoever called. */
function nameQueue(error: unknown, name: string): unknown {
  if (!(error instanceof Problem)) return error
  if (error.code === 'printer-unreachable' || error.code === 'printer-answer-unreadable') {
    return new Problem('spooler-unreachable', `\`${name}\`: ${error.detail}`, { cause: error })
  }
  if (error.code !== 'printer-refused') return error
  return new Problem('spooler-refused', `\`${name}\`: ${error.detail}`, { cause: error })
}
