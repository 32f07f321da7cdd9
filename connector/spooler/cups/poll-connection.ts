/** One socket, one question asked again and again, and no work at all while the answer is "nothing new". */
import net from 'node:net'
import { Problem } from '#shared/contracts/problem.ts'
import { makeDecoder } from '../ipp/decode.ts'
import { groupsOf, type IppMessage, LIST_LIMITS } from '../ipp/message.ts'
import { FIRST_CLIENT_ERROR, GROUP } from '../ipp/tables.ts'

export interface PollConnection {
  /**
   * Asks every `everyMs` (Get-Notifications, in bytes) until the answer holds events or an error status; null when
   * `forMs` passed first. One call at a time.
   * Throws `spooler-unreachable`, `spooler-refused` or `spooler-answer-unreadable`; the next call connects anew.
   */
  awaitNews(question: Uint8Array, everyMs: number, forMs: number): Promise<IppMessage | null>
  close(): void
}

interface Watch {
  readonly request: Buffer
  readonly everyMs: number
  readonly untilMs: number
  resolve(news: IppMessage | null): void
  reject(problem: Problem): void
}

const ANSWER_TIMEOUT_MS = 30_000
const HEAD_BYTES_LIMIT = 16 * 1024
const HEAD_END = '\r\n\r\n'
/** version, status-code and request-id */
const IPP_HEADER_BYTES = 8

/**
 * Twenty polls a second for ever must cost next to nothing: no HTTP client (four times the processor time of this), no
 * promise or timer signal a poll (twice), no decoding of an answer as long as the last empty one.
 */
export function makePollConnection(
  socketPath: string,
  user: string,
  clock: { monotonicMs(): number },
): PollConnection {
  let socket: net.Socket | null = null
  let timer: NodeJS.Timeout | null = null
  let watch: Watch | null = null
  let received: Buffer = Buffer.alloc(0)
  let lastQuestion: Uint8Array | null = null
  let request: Buffer = Buffer.alloc(0)
  /** The last answer without events. */
  let quiet: Buffer | null = null

  function awaitNews(question: Uint8Array, everyMs: number, forMs: number) {
    if (question !== lastQuestion) {
      lastQuestion = question
      request = makeHttpRequest(question, user)
    }
    return new Promise<IppMessage | null>((resolve, reject) => {
      watch = { request, everyMs, untilMs: clock.monotonicMs() + forMs, resolve, reject }
      timer = setTimeout(askNow, Math.min(everyMs, forMs))
    })
  }

  function askNow(): void {
    timer = null
    if (watch === null) return
    socket ??= open()
    socket.write(watch.request)
  }

  function open(): net.Socket {
    const opened = net.connect(socketPath)
    const fail = (detail: string) => {
      if (socket === opened) drop(new Problem('spooler-unreachable', detail))
    }
    opened.setTimeout(ANSWER_TIMEOUT_MS, () => fail('the print system does not answer'))
    opened.on('error', (error) => fail(error.message))
    opened.on('close', () => fail('the print system closed the connection'))
    opened.on('data', (chunk) => {
      if (socket === opened) take(chunk)
    })
    return opened
  }

  function take(chunk: Buffer): void {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    try {
      const answer = cutAnswer()
      if (answer === null) return
      const news = isQuiet(answer) ? null : decode(answer)
      if (news !== null) settle((settled) => settled.resolve(news))
      else if (watch !== null && clock.monotonicMs() >= watch.untilMs) {
        settle((settled) => settled.resolve(null))
      } else if (watch !== null) timer = setTimeout(askNow, watch.everyMs)
    } catch (error) {
      drop(error as Problem)
    }
  }

  /** The IPP part of a whole answer; null = more is to come. */
  function cutAnswer(): Buffer | null {
    const headLength = received.indexOf(HEAD_END)
    if (headLength < 0) {
      if (received.length > HEAD_BYTES_LIMIT) throw unreadable('an endless HTTP head')
      return null
    }
    const start = headLength + HEAD_END.length
    const end = start + parseHead(received.toString('latin1', 0, headLength))
    if (received.length < end) return null
    const answer = received.subarray(start, end)
    received = received.subarray(end)
    return answer
  }

  /** Answers without events differ in the clock's four bytes alone; one with an event is longer. */
  function isQuiet(answer: Buffer): boolean {
    return (
      quiet !== null &&
      answer.length === quiet.length &&
      answer.compare(quiet, 0, IPP_HEADER_BYTES, 0, IPP_HEADER_BYTES) === 0
    )
  }

  /** null when it holds no event after all. */
  function decode(answer: Buffer): IppMessage | null {
    const decoder = makeDecoder(LIST_LIMITS)
    const message = decoder.push(answer)?.message
    if (message === undefined) throw decoder.truncated()
    const isNews = message.code >= FIRST_CLIENT_ERROR || groupsOf(message, GROUP.event).length > 0
    if (!isNews) quiet = Buffer.from(answer)
    return isNews ? message : null
  }

  function drop(problem: Problem): void {
    socket?.destroy()
    socket = null
    received = Buffer.alloc(0)
    settle((settled) => settled.reject(problem))
  }

  function settle(finish: (settled: Watch) => void): void {
    const settled = watch
    watch = null
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (settled !== null) finish(settled)
  }

  return {
    awaitNews,
    close: () => drop(new Problem('spooler-unreachable', 'the connection was closed')),
  }
}

function makeHttpRequest(message: Uint8Array, user: string): Buffer {
  const head = [
    'POST / HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/ipp',
    `Authorization: PeerCred ${user}`,
    `Content-Length: ${message.length}`,
  ]
  return Buffer.concat([Buffer.from(head.join('\r\n') + HEAD_END), message])
}

/** Content-Length of an answer that is IPP. */
function parseHead(head: string): number {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  if (status === '401' || status === '403') {
    throw new Problem('spooler-refused', `the print system does not allow it (HTTP ${status})`)
  }
  const length = /^content-length: *(\d{1,9})\r?$/im.exec(head)?.[1]
  if (
    status !== '200' ||
    length === undefined ||
    !/^content-type: *application\/ipp/im.test(head)
  ) {
    throw unreadable('not an IPP answer')
  }
  if (Number(length) > LIST_LIMITS.bytes) throw unreadable('an answer longer than allowed')
  return Number(length)
}

const unreadable = (what: string) => new Problem('spooler-answer-unreadable', what)
