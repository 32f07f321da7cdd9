/** The way out of every HTTP function: results become replies here, and this is the only place where an error does. */
import type { MiddlewareObj } from '@middy/core'
import { PROBLEM_TYPE_URI, PROBLEMS, Problem } from '#shared/contracts/problem.ts'
import type { ProblemDetails } from '#shared/contracts/problem-details.ts'
import type { HttpReply, OpenCall, RawReply } from './call.ts'
import { formatTime } from './doors.ts'
import { hasEtag, makeEtag } from './etag.ts'
import { describeFault } from './log.ts'

const SERVER_FAULT = 500

const HEADERS_ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
/** Our pages hold text and their own style, nothing else. */
const HEADERS_OF_PAGES = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
}

export function leaving(): MiddlewareObj<OpenCall, RawReply | HttpReply> {
  return {
    after: (request) => {
      const reply = presentReply(request.response as RawReply, request.event)
      logReply(request.event, reply.statusCode, null)
      request.response = reply
    },
    onError: (request) => {
      const problem = toProblem(request.error)
      const reply = presentProblem(problem, request.event)
      logReply(request.event, reply.statusCode, problem)
      request.response = reply
    },
  }
}

function presentReply(reply: RawReply, call: OpenCall): HttpReply {
  const etag = makeEtag(reply, call)
  const headers = {
    ...HEADERS_ALWAYS,
    ...(etag === null ? {} : { etag }),
    'x-request-id': call.requestId,
  }
  if (etag !== null && hasEtag(call.event, etag)) return { statusCode: 304, headers, body: '' }
  return {
    statusCode: reply.status,
    headers: {
      ...headers,
      ...(reply.contentType.startsWith('text/html') ? HEADERS_OF_PAGES : {}),
      ...(reply.location === undefined ? {} : { location: reply.location }),
      ...(reply.link === undefined ? {} : { link: reply.link }),
      'content-type': reply.contentType,
      ...(reply.fileName === undefined
        ? {}
        : { 'content-disposition': `attachment; filename="${reply.fileName}"` }),
    },
    ...(reply.base64 === true ? { isBase64Encoded: true } : {}),
    ...(reply.cookies === undefined ? {} : { cookies: reply.cookies }),
    body: reply.body,
  }
}

/** Our own faults tell nothing but a code and the id under which the log tells more. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem && error.httpStatus > 0) return error
  return new Problem('internal-error', undefined, { cause: error })
}

/** RFC 9457. */
function presentProblem(problem: Problem, call: OpenCall): HttpReply {
  const status = problem.httpStatus
  const details: ProblemDetails = {
    type: `${PROBLEM_TYPE_URI}${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status,
    code: problem.code,
    ...(status < SERVER_FAULT ? { detail: problem.detail } : {}),
    ...(status < SERVER_FAULT && problem.fields.length > 0 ? { fields: [...problem.fields] } : {}),
    ...(status === 401 && asksForSignature(call) ? { serverTime: formatTime(call.nowMs) } : {}),
    requestId: call.requestId,
  }
  return {
    statusCode: status,
    headers: {
      ...HEADERS_ALWAYS,
      'content-type': 'application/problem+json',
      'x-request-id': call.requestId,
      ...(status === 401 && !asksForSignature(call) ? { 'www-authenticate': 'Bearer' } : {}),
      ...(problem.retry === 'later' ? { 'retry-after': String(problem.retryAfterSeconds) } : {}),
    },
    body: JSON.stringify(details),
  }
}

function asksForSignature(call: OpenCall): boolean {
  return call.route?.auth === 'connector' || call.route?.auth === 'enroll'
}

function logReply(call: OpenCall, status: number, problem: Problem | null): void {
  const fields = {
    route: call.routeName,
    status,
    code: problem?.code,
    tenantId: tenantOf(call),
    durationMs: call.doors.nowMs() - call.nowMs,
  }
  if (problem === null || status < SERVER_FAULT) call.log.info('request', fields)
  else call.log.error('request', { ...fields, ...describeFault(problem.cause ?? problem) })
}

function tenantOf(call: OpenCall): string | null {
  return 'tenantId' in call.credential ? call.credential.tenantId : null
}
