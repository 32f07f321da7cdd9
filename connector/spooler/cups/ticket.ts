/** A job's attributes → what its user asked of the printer. PPD options win over IPP attributes, as they do in CUPS. Pure. */
import { COPIES_LIMIT } from '#shared/contracts/findings.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { type IppGroup, isRange, numberOf, textOf, valuesOf } from '../ipp/message.ts'
import { OPTION_NAMES } from './ppd-options.ts'

/** What to ask for in "requested-attributes" so that `parseTicket` finds everything. */
export const TICKET_ATTRIBUTES: readonly string[] = [
  'copies',
  'sides',
  'print-color-mode',
  'number-up',
  'page-ranges',
  'page-set',
  'booklet',
  'multiple-document-handling',
  'sheet-collate',
  'Collate',
  'document-format',
  ...OPTION_NAMES.color.options,
  ...OPTION_NAMES.sides.options,
]

const PAGES_PER_SIDE_LIMIT = 16
const PAGE_RANGES_LENGTH_LIMIT = 1_000

export function parseTicket(job: IppGroup): JobTicket {
  return {
    copies: within(numberOf(job, 'copies') ?? 1, COPIES_LIMIT),
    duplex: parseDuplex(job),
    grayscale: parseGrayscale(job),
    collate: parseCollate(job),
    ...(isRaw(job) ? { pagesPerSide: 1, pageRanges: '' } : parseLayout(job)),
  }
}

/** No filter touches what its sender calls raw: all its pages print, whatever else is asked. */
function isRaw(job: IppGroup): boolean {
  return textOf(job, 'document-format')?.toLowerCase() === 'application/vnd.cups-raw'
}

function parseLayout(job: IppGroup) {
  return {
    pagesPerSide: within(numberOf(job, 'number-up') ?? 1, PAGES_PER_SIDE_LIMIT),
    pageRanges: parsePageRanges(job),
    ...parsePageSet(job),
    ...(isYes(firstChoice(job, ['booklet'])) ? { booklet: true } : {}),
  }
}

const within = (value: number, limit: number) => Math.min(Math.max(value, 1), limit)

function parseDuplex(job: IppGroup): boolean {
  const choice = firstChoice(job, OPTION_NAMES.sides.options)
  if (choice !== undefined) return !/^(none|off|false|simplex|single|1sided)$/i.test(choice)
  const sides = textOf(job, 'sides')
  return sides !== undefined && sides !== 'one-sided'
}

function parseGrayscale(job: IppGroup): boolean {
  const choice = firstChoice(job, OPTION_NAMES.color.options)
  if (choice !== undefined) return OPTION_NAMES.color.gray.some((gray) => gray.test(choice))
  const mode = textOf(job, 'print-color-mode')
  return mode !== undefined && /monochrome|bi-level/.test(mode)
}

function parsePageRanges(job: IppGroup): string {
  const ranges = valuesOf(job, 'page-ranges')
    .filter(isRange)
    .filter(({ lower, upper }) => lower >= 1 && upper >= lower)
    .map(({ lower, upper }) => (lower === upper ? `${lower}` : `${lower}-${upper}`))
  // Too long to travel: a prefix would be a lie, all pages is the dearer truth.
  const text = ranges.join(',')
  return text.length <= PAGE_RANGES_LENGTH_LIMIT ? text : ''
}

/** As `pdftopdf` reads it: of the values of "multiple-document-handling" one alone leaves copies uncollated. */
function parseCollate(job: IppGroup): boolean {
  if (isYes(firstChoice(job, ['Collate']))) return true
  const handling = textOf(job, 'multiple-document-handling')
  if (handling !== undefined) return handling !== 'separate-documents-uncollated-copies'
  const sheets = textOf(job, 'sheet-collate')
  return sheets !== undefined && sheets !== 'uncollated'
}

function parsePageSet(job: IppGroup): Pick<JobTicket, 'pageSet'> {
  const set = textOf(job, 'page-set')?.toLowerCase()
  return set === 'even' || set === 'odd' ? { pageSet: set } : {}
}

function isYes(choice: string | undefined): boolean {
  return choice !== undefined && /^(true|on|yes)$/i.test(choice)
}

/** A PPD option as set by the client; `lp` sends `True` and `False` as booleans. */
function firstChoice(job: IppGroup, options: readonly string[]): string | undefined {
  for (const option of options) {
    const [value] = valuesOf(job, option)
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return value ? 'True' : 'False'
  }
  return undefined
}
