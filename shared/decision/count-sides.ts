/** Counts what reaches the paper on this printer: the ticket arithmetic that is handed in, then the printer's color mode. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { DecisionInput, DecisionTools, JobChanges } from '#shared/contracts/decision.ts'
import type { PrinterPolicy } from '#shared/contracts/printer.ts'
import { printerOf } from './rule.ts'

export function countSides(
  input: DecisionInput,
  changes: JobChanges,
  tools: DecisionTools,
): Counts | null {
  const counts = tools.measure(input.facts, changes)
  if (counts === null) return null
  return { ...counts, colorSides: colorSides(counts, printerOf(input).colorMode) }
}

function colorSides(counts: Counts, mode: PrinterPolicy['colorMode']): number {
  switch (mode) {
    case 'page':
      return counts.colorSides
    case 'document':
      return counts.colorSides > 0 ? counts.sides : 0
    case 'grayscale':
      return 0
  }
}
