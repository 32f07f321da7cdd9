/** How the printer behind an out queue is, as CUPS tells it. */
import { type IppGroup, numberOf, valuesOf } from '../ipp/message.ts'
import { PRINTER_STATE } from '../ipp/tables.ts'
import type { PrinterCondition } from '../spooler.ts'
import { fetchQueueAttributes } from './operations.ts'
import { outQueueOf } from './queues.ts'
import type { Transport } from './transport.ts'

const ATTRIBUTES = ['printer-state', 'printer-state-reasons'] as const
/** What CUPS says about itself and its drivers, not about the printer. */
const OWN_PATTERN = /^cups-/
const AWAY_PATTERN = /^(offline|connecting-to-device-error|timed-out)(-report|-warning|-error)?$/

/** The intake queue never prints, so only the out queue knows. */
export async function fetchCondition(
  transport: Transport,
  queue: string,
  signal: AbortSignal,
): Promise<PrinterCondition> {
  const found = await fetchQueueAttributes(transport, outQueueOf(queue), ATTRIBUTES, signal)
  // Somebody deleted it: nothing can print.
  if (found === null) return { queue, state: 'stopped', reasons: ['deleted'], lifeSides: null }
  return { queue, ...parseCondition(found), lifeSides: null }
}

export function parseCondition(group: IppGroup): Pick<PrinterCondition, 'state' | 'reasons'> {
  const reasons = valuesOf(group, 'printer-state-reasons')
    .filter((value): value is string => typeof value === 'string')
    .filter((reason) => !OWN_PATTERN.test(reason))
  if (reasons.some((reason) => AWAY_PATTERN.test(reason))) return { state: 'offline', reasons }
  switch (numberOf(group, 'printer-state')) {
    case PRINTER_STATE.stopped:
      return { state: 'stopped', reasons }
    case PRINTER_STATE.processing:
      return { state: 'printing', reasons }
    default:
      return { state: 'idle', reasons }
  }
}
