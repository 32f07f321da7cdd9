/** What was asked for, in the printer's own words: only attributes and values that it says it supports. */
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { type IppAttribute, type IppValue, isRange, makeAttribute } from '../../ipp/message.ts'
import { TAG } from '../../ipp/tables.ts'
import type { Sides } from './device.ts'
import type { PrinterAbilities } from './parse-printer.ts'

export interface Asked {
  readonly ticket: JobTicket
  readonly changes: JobChanges
  readonly template: readonly IppAttribute[]
}

export interface JobAttributes {
  readonly attributes: readonly IppAttribute[]
  /** Names of what the printer does not know. */
  readonly dropped: readonly string[]
}

/** Of the template: what is about paper and looks. Everything else is ours to say, or nobody's. */
const PASSED_ON: ReadonlySet<string> = new Set([
  ...['media', 'media-col', 'print-quality', 'printer-resolution', 'finishings', 'output-bin'],
  ...['orientation-requested', 'print-scaling', 'print-content-optimize', 'print-rendering-intent'],
])

export const isTwoSided = ({ ticket, changes }: Asked) => ticket.duplex || changes.duplex
export const isGray = ({ ticket, changes }: Asked) => ticket.grayscale || changes.grayscale

/** Whether the printer itself can do everything that changes how much comes out. */
export function keepsTicket(asked: Asked, { supported, capabilities }: PrinterAbilities): boolean {
  const { ticket } = asked
  const needs: readonly (readonly [boolean, string, IppValue])[] = [
    [ticket.copies > 1, 'copies', ticket.copies],
    [isTwoSided(asked), 'sides', sidesOf(asked)],
    [isGray(asked) && capabilities.color, 'print-color-mode', 'monochrome'],
    [ticket.pagesPerSide > 1, 'number-up', ticket.pagesPerSide],
  ]
  return (
    needs.every(([needed, name, value]) => !needed || supports(supported.get(name), value)) &&
    (ticket.pageRanges === '' || supported.get('page-ranges')?.[0] === true) &&
    // IPP has no word for these.
    (ticket.pageSet ?? 'all') === 'all' &&
    ticket.booklet !== true
  )
}

/** For a document that goes to the printer as it came. */
export function makeJobAttributes(asked: Asked, abilities: PrinterAbilities): JobAttributes {
  const { ticket } = asked
  const wishes = [
    makeAttribute('copies', ticket.copies),
    makeAttribute('sides', sidesOf(asked)),
    ...(isGray(asked) ? [makeAttribute('print-color-mode', 'monochrome')] : []),
    ...(ticket.pagesPerSide > 1 ? [makeAttribute('number-up', ticket.pagesPerSide)] : []),
    ...(ticket.pageRanges === ''
      ? []
      : [makeAttribute('page-ranges', ...parseRanges(ticket.pageRanges))]),
    ...(ticket.copies > 1
      ? [
          makeAttribute(
            'multiple-document-handling',
            ticket.collate
              ? 'separate-documents-collated-copies'
              : 'separate-documents-uncollated-copies',
          ),
        ]
      : []),
    ...asked.template.filter(({ name }) => PASSED_ON.has(name)),
  ]
  return choose(wishes, abilities)
}

/** For a document that we drew: copies, sides and paper are all that is left to ask for. */
export function makeRasterAttributes(asked: Asked, abilities: PrinterAbilities): JobAttributes {
  const kept = new Set(['media', 'media-col', 'print-quality', 'finishings', 'output-bin'])
  const wishes = [
    makeAttribute('sides', sidesOf(asked)),
    ...(isGray(asked) ? [makeAttribute('print-color-mode', 'monochrome')] : []),
    ...asked.template.filter(({ name }) => kept.has(name)),
  ]
  return choose(wishes, abilities)
}

/** `1-3,7` as ranges. */
export function parseRanges(text: string): { lower: number; upper: number }[] {
  return text.split(',').map((part) => {
    const [lower, upper] = part.split('-').map(Number)
    return { lower: lower ?? 1, upper: upper ?? lower ?? 1 }
  })
}

export function sidesOf(asked: Asked): Sides {
  if (!isTwoSided(asked)) return 'one-sided'
  const sides = asked.template.find(({ name }) => name === 'sides')?.values[0]
  return sides === 'two-sided-short-edge' ? sides : 'two-sided-long-edge'
}

function choose(wishes: readonly IppAttribute[], abilities: PrinterAbilities): JobAttributes {
  const { supported, jobAttributes } = abilities
  // "media-col" says more than "media"; both together contradict each other.
  const hasCollection = wishes.some(({ name }) => name === 'media-col')
  const wanted = wishes.filter(({ name }) => !(name === 'media' && hasCollection))
  const fits = ({ name, values }: IppAttribute) =>
    (jobAttributes === null || jobAttributes.has(name)) &&
    (name === 'media-col' || name === 'page-ranges'
      ? supported.has(name)
      : values.every((value) => supports(supported.get(name), value)))
  return {
    attributes: wanted.filter(fits).map((wish) => withinMembers(wish, supported)),
    dropped: wanted.filter((wish) => !fits(wish)).map(({ name }) => name),
  }
}

/** Of "media-col" only members that the printer lists. */
function withinMembers(
  attribute: IppAttribute,
  supported: PrinterAbilities['supported'],
): IppAttribute {
  const listed = supported.get(attribute.name)
  if (attribute.tag !== TAG.begCollection || listed === undefined) return attribute
  const values = attribute.values.map((value) =>
    typeof value === 'object' && value !== null && 'members' in value
      ? { members: value.members.filter(({ name }) => listed.includes(name)) }
      : value,
  )
  return { ...attribute, values }
}

function supports(listed: readonly IppValue[] | undefined, value: IppValue): boolean {
  return (listed ?? []).some((each) => {
    if (isRange(each))
      return typeof value === 'number' && value >= each.lower && value <= each.upper
    if (typeof each === 'object') return JSON.stringify(each) === JSON.stringify(value)
    return each === value
  })
}
