/** The connector's only way to the cloud: every call is a row of the API table, signed, checked, and safe to repeat. */

import type * as z from 'zod'
import { ROUTES, type RouteBody, type RouteName, type RouteParams } from '#shared/contracts/api.ts'
import { PROBLEMS, type ProblemCode } from '#shared/contracts/problem.ts'
import { problemDetails } from '#shared/contracts/problem-details.ts'
import type { Clock } from '../doors.ts'
import { CloudProblem } from './cloud-problem.ts'
import {
  EXCHANGE_LIMITS,
  type ExchangeLimits,
  type HttpReply,
  openSender,
  type Sender,
} from './exchange.ts'
import { planRetry } from './retry.ts'
import { type SigningIdentity, signRequest } from './sign.ts'

/** The rows that a connector may call. */
export type CloudRoute = Extract<
  RouteName,
  | 'enroll'
  | 'hello'
  | 'registerPrinter'
  | 'answerJob'
  | 'acceptOutcomes'
  | 'takeOrders'
  | 'checkPrintPassword'
>
export type CloudReply<Name extends CloudRoute> = z.output<(typeof ROUTES)[Name]['reply']>

export interface CloudCall<Name extends CloudRoute> {
  readonly params?: RouteParams<Name>
  readonly body: RouteBody<Name>
  readonly signal: AbortSignal
}

export interface Cloud {
  /**
   * One question, one answer. Tries again by itself only what `retry.ts` calls `now`, once.
   * Throws a CloudProblem (any code of the API, `cloud-unreachable`, `cloud-answer-unreadable`) or the signal's reason.
   */
  call<Name extends CloudRoute>(route: Name, call: CloudCall<Name>): Promise<CloudReply<Name>>
  /** How far the cloud's clock is ahead of ours, as last learned. */
  readonly clockOffsetMs: number
  close(): void
}

export interface CloudOptions {
  /** Scheme, host, and a path before the table's paths if there is one. */
  readonly apiUrl: string
  readonly identity: SigningIdentity
  readonly clock: Pick<Clock, 'nowMs'>
  readonly clockOffsetMs: number
  readonly userAgent: string
  /** HTTPS_PROXY and NO_PROXY, as the environment has them. */
  readonly proxy?: Readonly<Record<string, string>>
  readonly limits?: ExchangeLimits
}

const JSON_TYPE = 'application/json'
/** Smaller differences are the network's, not the clock's. */
const OFFSET_NOISE_MS = 2_000

export function openCloud(options: CloudOptions): Cloud {
  let sender: Promise<Sender> | null = null
  let clockOffsetMs = options.clockOffsetMs

  function learnTime(serverTimeMs: number): void {
    const offsetMs = serverTimeMs - options.clock.nowMs()
    if (Math.abs(offsetMs - clockOffsetMs) > OFFSET_NOISE_MS) clockOffsetMs = offsetMs
  }

  async function callOnce<Name extends CloudRoute>(
    name: Name,
    call: CloudCall<Name>,
  ): Promise<CloudReply<Name>> {
    const route = ROUTES[name]
    const url = urlOf(options.apiUrl, route.path, call.params ?? {})
    const body = Buffer.from(JSON.stringify(call.body))
    const headers = signRequest(
      { method: route.method, url, contentType: JSON_TYPE, body },
      options.identity,
      options.clock.nowMs() + clockOffsetMs,
    )
    sender ??= openSender(
      new URL(url).protocol,
      options.limits ?? EXCHANGE_LIMITS,
      options.proxy ?? {},
    )
    const reply = await (await sender).send(
      {
        method: route.method,
        url,
        headers: { ...headers, accept: JSON_TYPE, 'user-agent': options.userAgent },
        body,
      },
      call.signal,
    )
    if (reply.status !== route.status) throw problemOf(reply)
    const parsed = route.reply.safeParse(parseJson(reply))
    if (!parsed.success) {
      throw unreadable(`the answer does not fit the contract of \`${route.path}\``, parsed.error)
    }
    const answer = parsed.data as CloudReply<Name>
    if ('serverTime' in answer) learnTime(Date.parse(answer.serverTime))
    return answer
  }

  return {
    async call(name, call) {
      try {
        return await callOnce(name, call)
      } catch (problem) {
        if (problem instanceof CloudProblem && problem.serverTimeMs !== null) {
          learnTime(problem.serverTimeMs)
        }
        if (planRetry(problem).when !== 'now') throw problem
        return await callOnce(name, call)
      }
    },
    get clockOffsetMs() {
      return clockOffsetMs
    },
    close() {
      void sender?.then((open) => open.close())
    },
  }
}

function urlOf(apiUrl: string, path: string, params: Readonly<Record<string, string>>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  return new URL(`${apiUrl.replace(/\/+$/, '')}${filled}`).href
}

/** What is not ours to read (a proxy's page, a gateway's own words) says nothing about our request. */
function problemOf(reply: HttpReply): CloudProblem {
  const retryAfterMs = retryAfterOf(reply)
  const details = isJson(reply) ? problemDetails.safeParse(tryParse(reply.body)) : null
  if (details?.success && details.data.code in PROBLEMS) {
    const { code, detail, title, fields, serverTime } = details.data
    const serverTimeMs = serverTime === undefined ? null : Date.parse(serverTime)
    return new CloudProblem(code as ProblemCode, detail ?? title, {
      fields,
      retryAfterMs,
      serverTimeMs,
    })
  }
  if (reply.status === 429) {
    return new CloudProblem('too-busy', 'the cloud answered 429', { retryAfterMs })
  }
  if (reply.status >= 500) {
    return new CloudProblem('cloud-unreachable', `somebody answered ${reply.status}`, {
      retryAfterMs,
    })
  }
  return unreadable(`somebody answered ${reply.status} that is not our cloud`)
}

function parseJson(reply: HttpReply): unknown {
  if (!isJson(reply)) {
    throw unreadable(
      `somebody answered \`${reply.headers['content-type'] ?? 'nothing'}\`, not JSON`,
    )
  }
  const value = tryParse(reply.body)
  if (value === undefined) throw unreadable('the answer says JSON and is not')
  return value
}

function isJson(reply: HttpReply): boolean {
  return /^application\/(problem\+)?json\s*(;|$)/i.test(reply.headers['content-type'] ?? '')
}

function tryParse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

const RETRY_AFTER_LIMIT_SECONDS = 3_600

/** "Retry-After" in seconds (RFC 9110 section 10.2.3); its date form is not worth trusting two clocks. */
function retryAfterOf(reply: HttpReply): number | null {
  const text = reply.headers['retry-after']
  if (text === undefined || !/^\d{1,9}$/.test(text)) return null
  return Math.min(Number(text), RETRY_AFTER_LIMIT_SECONDS) * 1_000
}

function unreadable(detail: string, cause?: unknown): CloudProblem {
  return new CloudProblem('cloud-answer-unreadable', detail, { cause })
}
