/** How each printer is and what waits for it, for people far away. */
import { printerIdOf } from '#shared/contracts/ids.ts'
import { PRINTER_STATES, STATE_REASONS_LIMIT, stateReason } from '#shared/contracts/printer.ts'
import type { PrinterSighting } from '#shared/contracts/site.ts'
import type { PrinterCondition, Spooler } from '../spooler/spooler.ts'

/** The sign of life does not wait longer for a print system. */
const LOOK_MS = 10_000
/** Printers say so much about nothing. */
const NO_TROUBLE: ReadonlySet<string> = new Set(['none', 'connecting-to-device'])

/** Printers of a print system that does not answer are left out. */
export async function sightPrinters(
  spoolers: readonly Pick<Spooler, 'fetchPrinters'>[],
  siteSlug: string,
  jobsWaiting: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<PrinterSighting[]> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])
  const looks = await Promise.allSettled(spoolers.map((spooler) => spooler.fetchPrinters(soon)))
  signal.throwIfAborted()
  return looks.flatMap((look) =>
    look.status === 'fulfilled'
      ? look.value.map((each) => describe(each, siteSlug, jobsWaiting))
      : [],
  )
}

function describe(
  { queue, state, reasons, lifeSides }: PrinterCondition,
  siteSlug: string,
  jobsWaiting: ReadonlyMap<string, number>,
): PrinterSighting {
  const printerId = printerIdOf(queue, siteSlug)
  const told = [...new Set(reasons)]
    .filter((reason) => !NO_TROUBLE.has(reason) && stateReason.safeParse(reason).success)
    .sort()
  const isCount = Number.isSafeInteger(lifeSides) && (lifeSides ?? -1) >= 0
  return {
    printerId,
    state: PRINTER_STATES.find((each) => each === state) ?? 'stopped',
    stateReasons: told.slice(0, STATE_REASONS_LIMIT),
    jobsWaiting: jobsWaiting.get(printerId) ?? 0,
    pageCounter: isCount ? lifeSides : null,
  }
}
