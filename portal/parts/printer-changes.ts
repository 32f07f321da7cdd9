/** What copying settings from one printer to another would change there. */
import type { Printer, PrinterPatch } from '#shared/contracts/printer.ts'

export const COPIED_PARTS = [
  'prices',
  'colorMode',
  'restrictions',
  'conversions',
  'hold',
  'disabled',
] as const satisfies readonly (keyof Printer & keyof PrinterPatch)[]
export type CopiedPart = (typeof COPIED_PARTS)[number]

/** Only what differs; empty = nothing would change. */
export function patchTo(
  source: Printer,
  target: Printer,
  parts: readonly CopiedPart[],
): PrinterPatch {
  const differing = parts.filter(
    (part) => JSON.stringify(sorted(source[part])) !== JSON.stringify(sorted(target[part])),
  )
  return Object.fromEntries(differing.map((part) => [part, source[part]]))
}

/** The order in which somebody wrote an object's keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}
