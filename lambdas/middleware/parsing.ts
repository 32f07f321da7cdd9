/** Parses path, query and body by the contract of the route; what does not fit is named field by field. */
import type { MiddlewareObj } from '@middy/core'
import type * as z from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import type { OpenCall } from './call.ts'

/** Most fields named in one reply. */
const FIELDS_LIMIT = 50

export function parsing(): MiddlewareObj<OpenCall> {
  return {
    before: ({ event: call }) => {
      call.params = parseParams(call)
      call.query = parseQuery(call)
      // The key that signs an enrollment stands in the body, so that body was parsed already.
      if (call.body === undefined) call.body = parseBody(call)
    },
  }
}

export function parseBody(call: OpenCall): unknown {
  const schema = call.route?.body
  if (schema === undefined) return undefined
  return parse(schema, readJson(call.rawBody), 'body')
}

/** A name that cannot exist is not there: malformed ids answer like absent things. */
function parseParams(call: OpenCall): unknown {
  const schema = call.route?.params
  if (schema === undefined) return {}
  const result = schema.safeParse(call.pathParameters ?? {})
  if (!result.success) throw new Problem('not-found')
  return result.data
}

function parseQuery(call: OpenCall): unknown {
  const schema = call.route?.query
  if (schema === undefined) return {}
  return parse(schema, { ...call.event.queryStringParameters }, 'query')
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new Problem('body-not-json', undefined, { cause: error })
  }
}

function parse(schema: z.ZodType, value: unknown, where: 'body' | 'query'): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.slice(0, FIELDS_LIMIT).map(({ path, message }) => ({
    path: toPointer(path),
    message,
  }))
  throw new Problem('request-malformed', `the ${where} does not fit its contract`, { fields })
}

/** RFC 6901. */
function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
