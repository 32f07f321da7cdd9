/** One worker thread of a function: loads the bundle once, then answers one call after the other. */
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from './doors.ts'

export interface Call {
  readonly id: string
  readonly event: unknown
  readonly functionName: string
  readonly memoryMb: number
  readonly timeoutMs: number
}

/** Said once, when the bundle is loaded or will never be. */
export interface Loaded {
  readonly loaded: true
}

export type Reply =
  | { readonly id: string; readonly ok: true; readonly result: unknown }
  | { readonly id: string; readonly ok: false; readonly error: string }

type Handler = (event: unknown, context: object) => Promise<unknown>

const { file, exported } = workerData as { file: string; exported: string }

// Loaded at once, so that a bundle that does not load fails its first call and not the thread.
const loading = load()
loading.catch(() => {}).then(() => parentPort?.postMessage({ loaded: true } satisfies Loaded))

parentPort?.on('message', async (call: Call) => {
  let reply: Reply
  try {
    const handler = await loading
    reply = { id: call.id, ok: true, result: await handler(call.event, contextOf(call)) }
  } catch (error) {
    reply = { id: call.id, ok: false, error: textOf(error) }
  }
  try {
    parentPort?.postMessage(reply)
  } catch (error) {
    // The result holds something that does not travel, a function for example.
    parentPort?.postMessage({ id: call.id, ok: false, error: textOf(error) } satisfies Reply)
  }
})

async function load(): Promise<Handler> {
  const loaded = createRequire(file)(file) as Record<string, unknown>
  const handler = loaded[exported]
  if (typeof handler !== 'function') throw new Error(`\`${file}\` exports no \`${exported}\``)
  return handler as Handler
}

/** What of Lambda's context object functions may rely on. */
function contextOf({ id, functionName, memoryMb, timeoutMs }: Call): object {
  const deadline = systemClock.now() + timeoutMs
  return {
    awsRequestId: id,
    functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: String(memoryMb),
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - systemClock.now()),
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
