/** What a client may ask for a job: each attribute once, with what is offered and what is accepted. Pure. */
import { unsupported } from '../ipp/attributes.ts'
import {
  type IppAttribute,
  type IppCollection,
  type IppGroup,
  type IppValue,
  isRange,
} from '../ipp/message.ts'
import { TAG } from '../ipp/tables.ts'
import type { DeviceCapabilities } from './device/device.ts'

export interface CheckedTemplate {
  /** Supported, and therefore promised. */
  readonly accepted: readonly IppAttribute[]
  /** Not known here, or with a value that is not. */
  readonly refused: readonly IppAttribute[]
}

/** Names of all that may be asked for: "job-creation-attributes-supported". */
export function templateNames(capabilities: DeviceCapabilities): string[] {
  return [...makeRules(capabilities).keys()]
}

/** A name sent twice is refused both times: nobody could say which one is meant. */
export function checkTemplate(group: IppGroup, capabilities: DeviceCapabilities): CheckedTemplate {
  const rules = makeRules(capabilities)
  const counts = new Map<string, number>()
  for (const { name } of group.attributes) counts.set(name, (counts.get(name) ?? 0) + 1)
  const isFine = ({ name, tag, values }: IppAttribute) => {
    const rule = rules.get(name)
    return (
      rule !== undefined &&
      counts.get(name) === 1 &&
      rule.tags.includes(tag) &&
      values.length <= (rule.valuesLimit ?? 1) &&
      values.every((value) => rule.accepts(value)) &&
      (rule.together?.(values) ?? true)
    )
  }
  return {
    accepted: group.attributes.filter(isFine),
    refused: group.attributes.filter((attribute) => !isFine(attribute)),
  }
}

/**
 * For the "unsupported-attributes-tag" group (RFC 8011 section 4.1.7): a known name with its value, any other without.
 * Only what surely goes back as it came: the decoder keeps neither the kinds of further values nor languages.
 */
export function describeRefused(
  refused: readonly IppAttribute[],
  capabilities: DeviceCapabilities,
): readonly IppAttribute[] {
  const known = new Set(templateNames(capabilities))
  return refused.map((attribute) =>
    known.has(attribute.name) && attribute.values.length === 1 && !REWRITTEN.has(attribute.tag)
      ? attribute
      : unsupported(attribute.name),
  )
}

const REWRITTEN: ReadonlySet<number> = new Set([
  TAG.begCollection,
  TAG.textWithLanguage,
  TAG.nameWithLanguage,
])

interface Rule {
  readonly tags: readonly number[]
  readonly valuesLimit?: number
  accepts(value: IppValue): boolean
  together?(values: readonly IppValue[]): boolean
}

const RANGES_LIMIT = 100
const FINISHINGS_LIMIT = 20
/** Clients round sizes between inches and millimeters: half a millimeter is the same paper (PWG 5101.1). */
const SIZE_TOLERANCE = 50
const DOTS_PER_INCH = 3
export const COLOR_MODES = ['auto', 'color', 'monochrome'] as const
export const GRAY_MODES = ['auto', 'monochrome'] as const
export const SCALINGS = ['auto', 'auto-fit', 'fill', 'fit', 'none'] as const
/** 3 portrait, 4 landscape, 5 reverse landscape, 6 reverse portrait, 7 as the document is. */
export const ORIENTATIONS = [3, 4, 5, 6, 7] as const
export const HANDLINGS = [
  'separate-documents-collated-copies',
  'separate-documents-uncollated-copies',
] as const

function makeRules(capabilities: DeviceCapabilities): ReadonlyMap<string, Rule> {
  const { color, copiesMax, media, pageRanges, pagesPerSide } = capabilities
  const rules: [string, Rule][] = [
    ['copies', number(TAG.integer, (value) => value >= 1 && value <= copiesMax)],
    ['finishings', { ...oneOf(TAG.enum, capabilities.finishings), valuesLimit: FINISHINGS_LIMIT }],
    ['job-sheets', word(['none'])],
    ['media', word(media.map(({ name }) => name))],
    [
      'media-col',
      {
        tags: [TAG.begCollection],
        accepts: (value) => isMedia(value as IppCollection, capabilities),
      },
    ],
    ['multiple-document-handling', word(HANDLINGS)],
    ['orientation-requested', oneOf(TAG.enum, ORIENTATIONS)],
    ['output-bin', word(capabilities.outputBins)],
    ['print-color-mode', word(color ? COLOR_MODES : GRAY_MODES)],
    ['print-quality', oneOf(TAG.enum, capabilities.qualities)],
    ['print-scaling', word(SCALINGS)],
    [
      'printer-resolution',
      {
        tags: [TAG.resolution],
        accepts: (value) => isResolution(value, capabilities.resolutions),
      },
    ],
    ['sides', word(capabilities.sides)],
  ]
  if (pageRanges === true) rules.push(['page-ranges', PAGE_RANGES])
  if (pagesPerSide !== undefined) rules.push(['number-up', oneOf(TAG.integer, pagesPerSide)])
  return new Map(rules)
}

/** Ascending and apart (RFC 8011 section 5.2.7). */
const PAGE_RANGES: Rule = {
  tags: [TAG.rangeOfInteger],
  valuesLimit: RANGES_LIMIT,
  accepts: (value) => isRange(value) && value.lower >= 1 && value.upper >= value.lower,
  together: (values) =>
    values.every((value, index) => {
      const before = values[index - 1]
      return (
        before === undefined || (isRange(value) && isRange(before) && value.lower > before.upper)
      )
    }),
}

function number(tag: number, accepts: (value: number) => boolean): Rule {
  return { tags: [tag], accepts: (value) => typeof value === 'number' && accepts(value) }
}

function oneOf(tag: number, allowed: readonly number[]): Rule {
  return number(tag, (value) => allowed.includes(value))
}

function word(allowed: readonly string[]): Rule {
  return {
    tags: [TAG.keyword, TAG.name],
    accepts: (value) => typeof value === 'string' && allowed.includes(value),
  }
}

function isResolution(value: IppValue, allowed: readonly number[]): boolean {
  if (typeof value !== 'object' || value === null || !('units' in value)) return false
  return value.units === DOTS_PER_INCH && value.x === value.y && allowed.includes(value.x)
}

function isMedia(value: IppCollection, capabilities: DeviceCapabilities): boolean {
  const { media, mediaTypes, mediaSources } = capabilities
  return value.members.every(({ name, values }) => {
    const [first] = values
    if (values.length !== 1 || first === undefined) return false
    switch (name) {
      case 'media-size':
        return isKnownSize(first, media)
      case 'media-size-name':
        return media.some((size) => size.name === first)
      case 'media-type':
        return mediaTypes.includes(first as string)
      case 'media-source':
        return mediaSources.includes(first as string)
      case 'media-top-margin':
      case 'media-bottom-margin':
      case 'media-left-margin':
      case 'media-right-margin':
        return typeof first === 'number' && first >= 0
      default:
        return false
    }
  })
}

function isKnownSize(value: IppValue, media: DeviceCapabilities['media']): boolean {
  if (typeof value !== 'object' || value === null || !('members' in value)) return false
  if (value.members.length !== 2 || value.members.some(({ values }) => values.length !== 1)) {
    return false
  }
  const [width, height] = ['x-dimension', 'y-dimension'].map(
    (name) => value.members.find((member) => member.name === name)?.values[0],
  )
  if (typeof width !== 'number' || typeof height !== 'number') return false
  return media.some(
    (size) =>
      Math.abs(size.width - width) <= SIZE_TOLERANCE &&
      Math.abs(size.height - height) <= SIZE_TOLERANCE,
  )
}
