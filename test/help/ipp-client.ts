// A plain IPP client over HTTP, for tests and benchmarks: makes requests that may be as wrong as wanted.
import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import {
  groupsOf,
  type IppAttribute,
  type IppMessage,
  makeAttribute,
  makeRequest,
} from '#connector/spooler/ipp/message.ts'
import { GROUP, type OperationName } from '#connector/spooler/ipp/tables.ts'

export interface IppAnswer {
  readonly httpStatus: number
  readonly status: number
  readonly message: IppMessage | null
  /** Of the first job in the answer. */
  readonly job: Readonly<Record<string, unknown>>
}

/** "printer-uri", the user, and whatever else. */
export function makeBytes(
  operation: OperationName,
  uri: string,
  attributes: readonly IppAttribute[] = [],
  jobAttributes: readonly IppAttribute[] = [],
  user = 'alice',
): Uint8Array {
  const leading = [
    makeAttribute('printer-uri', uri),
    ...(user === '' ? [] : [makeAttribute('requesting-user-name', user)]),
  ]
  const job = { tag: GROUP.job, attributes: jobAttributes }
  return encode(makeRequest(operation, 1, [...leading, ...attributes], job))
}

/** One request. A document that is a stream goes chunked. */
export function send(
  uri: string,
  message: Uint8Array,
  document: Uint8Array | Readable = new Uint8Array(),
  options: http.RequestOptions = {},
): Promise<IppAnswer> {
  const url = new URL(uri.replace(/^ipp:/, 'http:'))
  const isWhole = document instanceof Uint8Array
  const headers = {
    'Content-Type': 'application/ipp',
    ...(isWhole ? { 'Content-Length': message.length + document.length } : {}),
    ...(options.headers as Record<string, string> | undefined),
  }
  return new Promise((resolve, reject) => {
    const { request: begin } = url.protocol === 'https:' ? https : http
    const request = begin(url, { method: 'POST', ...options, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve(parseAnswer(response.statusCode ?? 0, Buffer.concat(parts))))
    })
    request.on('error', reject)
    request.write(message)
    if (isWhole) request.end(document)
    else document.pipe(request)
  })
}

function parseAnswer(httpStatus: number, bytes: Buffer): IppAnswer {
  if (bytes.length === 0) return { httpStatus, status: -1, message: null, job: {} }
  const message = makeDecoder().push(bytes)?.message
  if (message === undefined) throw new Error('the answer is cut')
  const [job] = groupsOf(message, GROUP.job)
  const values = job?.attributes.map(({ name, values }) => [
    name,
    values.length === 1 ? values[0] : values,
  ])
  return { httpStatus, status: message.code, message, job: Object.fromEntries(values ?? []) }
}
