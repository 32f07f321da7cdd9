/** SQS's older query protocol, as far as signed addresses need it: `GET <queue>?Action=ReceiveMessage&…`. */
import { systemClock } from '../doors.ts'
import { type Request, runOperation } from './operations.ts'

/** Not signed, or its time is over. */
export class QueryRefused extends Error {}

const NUMBERS = ['MaxNumberOfMessages', 'VisibilityTimeout', 'WaitTimeSeconds']

/**
 * The reply's XML. The signature itself is not checked: whoever may open a connection of this machine's loopback may use
 * every queue. Its time limit is, so that what would stop working deployed stops working here.
 * Throws QueryRefused, MailboxError.
 */
export async function runQuery(url: URL, request: Request): Promise<string> {
  const query = url.searchParams
  requireSigned(query)
  if (query.get('Action') !== 'ReceiveMessage') {
    throw new QueryRefused('only `ReceiveMessage` can be asked by a signed address')
  }
  const numbers = NUMBERS.filter((name) => query.has(name)).map((name) => [
    name,
    Number(query.get(name)),
  ])
  const input = { QueueUrl: `${request.url}${url.pathname}`, ...Object.fromEntries(numbers) }
  const output = await runOperation('ReceiveMessage', input, request)
  const messages = (output.Messages ?? []) as { MessageId: string; Body: string }[]
  return [
    '<?xml version="1.0"?>',
    '<ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult>',
    ...messages.map(
      ({ MessageId, Body }) =>
        `<Message><MessageId>${MessageId}</MessageId><Body>${escapeXml(Body)}</Body></Message>`,
    ),
    '</ReceiveMessageResult></ReceiveMessageResponse>',
  ].join('')
}

/** "X-Amz-Date" and "X-Amz-Expires" of Signature Version 4 in a query. */
function requireSigned(query: URLSearchParams): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  if (second === undefined || !query.has('X-Amz-Signature')) {
    throw new QueryRefused('the request is not signed')
  }
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const endMs = signedMs + Number(query.get('X-Amz-Expires')) * 1000
  if (!(systemClock.now() < endMs)) throw new QueryRefused('the signature has expired')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
