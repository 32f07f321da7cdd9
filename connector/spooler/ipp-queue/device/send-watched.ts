/** Sends a document while looking at the printer beside it: one that takes no bytes is out of paper as long as it answers. */
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock } from '../../../doors.ts'
import type { Sending } from './ipp-printer.ts'

export interface Watching {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly canceled: AbortSignal
  /** Whether the printer answers. */
  look(signal: AbortSignal): Promise<boolean>
}

const LOOK_MS = 2_000
/** Neither a byte taken nor a question answered for so long. */
const STALL_LIMIT_MS = 15 * 60_000

/** Throws what `sendTo` throws; `printer-unreachable` when it was given up, or canceled. */
export async function sendWatched<T>(
  sending: Omit<Sending, 'onSent'> & { readonly document: Readable },
  sendTo: (sending: Sending, signal: AbortSignal) => Promise<T>,
  { clock, signal, canceled, look }: Watching,
): Promise<T> {
  const stop = new AbortController()
  const ended = new AbortController()
  let aliveMs = clock.monotonicMs()
  const onSent = () => {
    aliveMs = clock.monotonicMs()
  }
  const giveUp = (why: string) => stop.abort(new Problem('printer-unreachable', why))
  const onCancel = () => giveUp('canceled while sending')
  const watch = async () => {
    const until = AbortSignal.any([signal, ended.signal])
    for (;;) {
      await clock.sleep(LOOK_MS, until)
      if (await look(until)) onSent()
      if (clock.monotonicMs() - aliveMs > STALL_LIMIT_MS) {
        giveUp('the printer stopped taking the document')
      }
    }
  }
  canceled.addEventListener('abort', onCancel, { once: true })
  // It ends with the sending, one way or the other.
  watch().catch(() => {})
  try {
    return await sendTo({ ...sending, onSent }, AbortSignal.any([signal, stop.signal]))
  } finally {
    canceled.removeEventListener('abort', onCancel)
    ended.abort(new Error('sent'))
    sending.document.destroy()
  }
}
