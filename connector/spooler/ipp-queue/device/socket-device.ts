/** A printer on raw port 9100: the document in PJL, and what the printer tells on the same line, if it tells anything. */
import net from 'node:net'
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import { errorFields } from '../../../doors.ts'
import type {
  Delivered,
  Delivery,
  DeliveryProgress,
  Device,
  DeviceCapabilities,
  DeviceStatus,
} from './device.ts'
import type { DeviceDoors } from './device-doors.ts'
import { GENERIC_CAPABILITIES } from './generic-capabilities.ts'
import { isGray, sidesOf } from './job-attributes.ts'
import {
  makePjlHead,
  makePjlReader,
  makePjlTail,
  PJL_ASK_STATUS,
  type PjlNews,
  reasonsOfCode,
} from './pjl.ts'

export interface SocketAddress {
  readonly host: string
  readonly port: number
}

export const RAW_PORT = 9_100
const CONNECT_LIMIT_MS = 10_000
const RETRY_MIN_MS = 1_000
const RETRY_MAX_MS = 30_000
/** For the first word on the line: a printer that says nothing by then never will. */
const FIRST_WORD_LIMIT_MS = 3_000
/** Between two words of a printer that prints; out of paper it repeats its status, or is silent for hours. */
const SILENCE_LIMIT_MS = 15 * 60_000
const STATUS_LIMIT_MS = 2_000

/** Languages that are behind a format; what is not here the printer finds out by itself. */
const LANGUAGES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/postscript': 'POSTSCRIPT',
  'application/vnd.hp-pcl': 'PCL',
  'application/vnd.hp-pclxl': 'PCLXL',
}
/** Documents that begin with PJL of their own are left alone. */
const OWN_PJL = '\x1b%-12345X'

export function openSocketDevice(
  address: SocketAddress,
  { clock, log }: Pick<DeviceDoors, 'clock' | 'log'>,
  fetchLifeSides: (signal: AbortSignal) => Promise<number | null> = async () => null,
): Device {
  async function deliver(
    delivery: Delivery,
    onProgress: (progress: DeliveryProgress) => void,
    signal: AbortSignal,
  ): Promise<Delivered> {
    // There is nobody to ask what became of it.
    if (delivery.remembered !== null) {
      const detail = 'sending was interrupted; it may have printed, so it is not sent again'
      return { state: 'failed', started: true, sidesDone: null, detail }
    }
    if (!keepsTicket(delivery)) {
      const detail = 'a raw printer cannot keep the choice of pages, or several pages a side'
      return { state: 'failed', started: false, sidesDone: 0, detail }
    }
    const socket = await awaitConnection(delivery, onProgress, signal)
    if (socket === null) return canceledUnprinted
    const line = openLine(socket, onProgress)
    const onAbort = () => socket.destroy()
    signal.addEventListener('abort', onAbort, { once: true })
    delivery.canceled.addEventListener('abort', onAbort, { once: true })
    try {
      await delivery.remember({ step: 'sending' })
      await send(socket, delivery)
      return await awaitEnd(line, socket, delivery)
    } catch (error) {
      signal.throwIfAborted()
      if (delivery.canceled.aborted)
        return { ...line.told('canceled'), detail: 'canceled while sending' }
      const { detail } = asProblem(error)
      return { ...line.told('failed'), detail: `${detail}; it is not sent again` }
    } finally {
      signal.removeEventListener('abort', onAbort)
      delivery.canceled.removeEventListener('abort', onAbort)
      socket.destroy()
    }
  }

  /** null = canceled before anything was sent. */
  async function awaitConnection(
    { canceled, jobUuid }: Delivery,
    onProgress: (progress: DeliveryProgress) => void,
    signal: AbortSignal,
  ): Promise<net.Socket | null> {
    for (let waitMs = RETRY_MIN_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      signal.throwIfAborted()
      if (canceled.aborted) return null
      try {
        return await connect(address)
      } catch (error) {
        const problem = asProblem(error)
        log.warn('printer-away', { ...errorFields(problem), job: jobUuid })
        onProgress({ sidesDone: null, reasons: ['offline'], detail: problem.detail })
        await clock.sleep(waitMs, signal)
      }
    }
  }

  async function awaitEnd(line: Line, socket: net.Socket, delivery: Delivery): Promise<Delivered> {
    const startedMs = clock.monotonicMs()
    const stop = AbortSignal.any([delivery.canceled])
    for (;;) {
      if (line.end !== null) return line.told(line.end)
      const silentMs = clock.monotonicMs() - Math.max(line.heardMs ?? 0, startedMs)
      const limitMs = line.heardMs === null ? FIRST_WORD_LIMIT_MS : SILENCE_LIMIT_MS
      if (socket.closed || silentMs > limitMs) return line.told('completed')
      await clock.sleep(POLL_MS, stop)
    }
  }

  interface Line {
    readonly end: 'completed' | 'canceled' | null
    readonly heardMs: number | null
    told(state: Delivered['state']): Delivered
  }

  /** Listens from the beginning: a printer with much memory tells of pages while it is still being sent some. */
  function openLine(socket: net.Socket, onProgress: (progress: DeliveryProgress) => void): Line {
    const read = makePjlReader()
    let [pages, reasons] = [null as number | null, [] as readonly string[]]
    let end: Line['end'] = null
    let heardMs: number | null = null
    const hear = (news: PjlNews) => {
      if (news.kind === 'pages') pages = Math.max(pages ?? 0, news.count)
      if (news.kind === 'ended') [pages, end] = [news.count ?? pages, 'completed']
      if (news.kind === 'canceled') end = 'canceled'
      if (news.kind === 'status') reasons = reasonsOfCode(news.code)
      const detail = news.kind === 'status' && reasons.length > 0 ? news.display : ''
      onProgress({ sidesDone: pages, reasons, detail })
    }
    socket.on('data', (bytes) => {
      heardMs = clock.monotonicMs()
      for (const news of read(bytes)) hear(news)
    })
    return {
      get end() {
        return end
      },
      get heardMs() {
        return heardMs
      },
      told: (state) => ({ state, started: true, sidesDone: pages, detail: '' }),
    }
  }

  return {
    async fetchCapabilities(): Promise<DeviceCapabilities> {
      return {
        ...GENERIC_CAPABILITIES,
        formats: [...Object.keys(LANGUAGES), 'application/octet-stream'],
        pageRanges: false,
        pagesPerSide: [1],
      }
    },
    async fetchStatus(signal) {
      const [status, lifeSides] = await Promise.all([askStatus(address), fetchLifeSides(signal)])
      signal.throwIfAborted()
      return { ...status, lifeSides }
    },
    deliver,
    // What it takes goes to it as it came.
    drawsWatermark: () => false,
    async close() {},
  }
}

const POLL_MS = 100
const canceledUnprinted: Delivered = { state: 'canceled', started: false, sidesDone: 0, detail: '' }

function keepsTicket({ ticket }: Delivery): boolean {
  const { pageRanges, pagesPerSide, pageSet, booklet } = ticket
  return pageRanges === '' && pagesPerSide === 1 && (pageSet ?? 'all') === 'all' && !booklet
}

/** Throws when the line breaks. */
async function send(socket: net.Socket, delivery: Delivery): Promise<void> {
  const document = await delivery.document.open()
  try {
    let isFirst = true
    let hasOwnPjl = false
    for await (const chunk of document as Readable & AsyncIterable<Buffer>) {
      if (isFirst) {
        hasOwnPjl = Buffer.from(chunk).toString('latin1', 0, OWN_PJL.length) === OWN_PJL
        await write(socket, makeHead(delivery, hasOwnPjl))
      }
      isFirst = false
      await write(socket, chunk)
    }
    await write(socket, makePjlTail(delivery.jobName))
  } finally {
    document.destroy()
  }
}

function makeHead(delivery: Delivery, hasOwnPjl: boolean): Buffer {
  return makePjlHead({
    jobName: delivery.jobName,
    userName: delivery.userName,
    copies: delivery.ticket.copies,
    sides: sidesOf(delivery),
    grayscale: isGray(delivery),
    language: hasOwnPjl ? null : (LANGUAGES[delivery.document.format] ?? null),
  })
}

/** However long the printer takes: out of paper it takes nothing for hours. */
function write(socket: net.Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Error('the printer broke the connection'))
    const onClose = () => reject(new Error('the printer broke the connection'))
    socket.once('close', onClose)
    socket.write(bytes, (error) => {
      socket.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}

function connect({ host, port }: SocketAddress): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout: CONNECT_LIMIT_MS, keepAlive: true })
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', reject)
      // What breaks later is told by `close`.
      resolve(socket.on('error', () => {}))
    })
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error('the printer does not answer')))
  })
}

/** A printer that takes the connection and says nothing is taken to be well. */
async function askStatus(address: SocketAddress): Promise<DeviceStatus> {
  let socket: net.Socket
  try {
    socket = await connect(address)
  } catch (error) {
    const { detail } = asProblem(error)
    return { state: 'offline', reasons: ['offline'], detail, lifeSides: null }
  }
  const read = makePjlReader()
  const said = await new Promise<PjlNews | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), STATUS_LIMIT_MS)
    socket.on('data', (bytes) => {
      const status = read(bytes).find(({ kind }) => kind === 'status')
      if (status !== undefined) resolve(status)
    })
    socket.once('close', () => resolve(null))
    socket.once('close', () => clearTimeout(timer))
    socket.write(PJL_ASK_STATUS)
  })
  socket.destroy()
  if (said?.kind !== 'status') return { state: 'idle', reasons: [], detail: '', lifeSides: null }
  const reasons = reasonsOfCode(said.code)
  const state = reasons.some((reason) => reason.endsWith('-error')) ? 'stopped' : 'idle'
  return { state, reasons, detail: said.display, lifeSides: null }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new Problem('printer-unreachable', detail, { cause: error })
}
