/** Printers: what a connector registered, under the policy an admin gave. */
import {
  PRINTER_POLICY_DEFAULT,
  type Printer,
  type PrinterPolicy,
  printerRestrictions,
} from '#shared/contracts/printer.ts'
import type { PrinterSighting } from '#shared/contracts/site.ts'
import { numberOrNull, text, textOrNull } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem } from './table.ts'

export type PrinterChange = Partial<PrinterPolicy & { name: string }>

type Seen = Pick<Printer, 'state' | 'stateReasons' | 'jobsWaiting' | 'pageCounter' | 'seenAt'>
/** A connector tells after it registered it. */
export const NEVER_SEEN: Seen = {
  state: null,
  stateReasons: [],
  jobsWaiting: null,
  pageCounter: null,
  seenAt: null,
}

export function readPrinter(item: Item): Printer {
  return {
    id: text(item, 'sk'),
    name: text(item, 'name'),
    queue: text(item, 'queue'),
    siteId: text(item, 'siteId'),
    connectorId: text(item, 'connectorId'),
    createdAt: text(item, 'createdAt'),
    ...readSeen(item),
    disabled: item.disabled as PrinterPolicy['disabled'],
    colorMode: item.colorMode as PrinterPolicy['colorMode'],
    prices: item.prices as PrinterPolicy['prices'],
    // Rows that were stored before a restriction was known do not restrict by it.
    restrictions: printerRestrictions.parse(item.restrictions),
    conversions: item.conversions as PrinterPolicy['conversions'],
    failureMode: item.failureMode as PrinterPolicy['failureMode'],
    hold: (item.hold as PrinterPolicy['hold'] | undefined) ?? PRINTER_POLICY_DEFAULT.hold,
  }
}

/** What is not known is null, in rows that were stored before it was asked for too. */
function readSeen(item: Item): Seen {
  return {
    state: textOrNull(item, 'state') as Seen['state'],
    stateReasons: (item.stateReasons ?? []) as string[],
    jobsWaiting: numberOrNull(item, 'jobsWaiting'),
    pageCounter: numberOrNull(item, 'pageCounter'),
    seenAt: textOrNull(item, 'seenAt'),
  }
}

export async function loadPrinter(tenantId: string, id: string): Promise<Printer | null> {
  const item = await loadItem(keys.printer(tenantId, id), 'consistent')
  return item === null ? null : readPrinter(item)
}

/** Printers that rules may send jobs to; what is not there is left out. */
export async function loadTargets(
  tenantId: string,
  ids: readonly string[],
): Promise<readonly { readonly printer: Printer; readonly jobsWaiting: number }[]> {
  const items = await loadItems(ids.map((id) => keys.printer(tenantId, id)))
  return items.flatMap((item) => {
    if (item === null) return []
    const printer = readPrinter(item)
    return [{ printer, jobsWaiting: printer.jobsWaiting ?? 0 }]
  })
}

export async function loadPrinterPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.printers(tenantId)
  const page = await loadPage({ partition, limit, backwards: false, after })
  return { items: page.items.map(readPrinter), after: page.after }
}

/** Puts it if absent; a printer that is there keeps its policy and only learns which connector serves it now. */
export async function registerPrinter(tenantId: string, printer: Printer): Promise<void> {
  const { id, ...item } = printer
  const key = keys.printer(tenantId, id)
  const lost = await saveItem({ kind: 'put', key, item, when: [{ is: 'absent' }] })
  const found = lost?.found[0]
  const { connectorId } = printer
  if (found && text(found, 'connectorId') !== connectorId) {
    await saveItem({ kind: 'update', key, set: { connectorId }, when: [{ is: 'present' }] })
  }
}

/** Writes only the parts that change, so two admins lose nothing of each other. False when there is no such printer. */
export async function savePrinterChange(
  tenantId: string,
  id: string,
  change: PrinterChange,
): Promise<boolean> {
  const key = keys.printer(tenantId, id)
  const lost = await saveItem({ kind: 'update', key, set: change, when: [{ is: 'present' }] })
  return lost === null
}

/** How it is, for people, and for rules that look for the fewest jobs. A printer of another site is left alone. */
export async function savePrinterSighting(
  tenantId: string,
  siteId: string,
  { printerId, ...sighting }: PrinterSighting,
  seenAt: string,
): Promise<void> {
  const key = keys.printer(tenantId, printerId)
  const ofSite = { is: 'equal', attribute: 'siteId', value: siteId } as const
  const when = [{ is: 'present' } as const, ofSite]
  await saveItem({ kind: 'update', key, set: { ...sighting, seenAt }, when })
}
