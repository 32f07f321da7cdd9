/** Reads what we need of a queue's PPD: how it says gray and duplex, and whether documents get lost behind it. Pure. */
import { OPTION_NAMES } from './ppd-options.ts'

export interface PpdChoice {
  readonly option: string
  readonly choice: string
}

export interface PpdFacts {
  /** Choices that print gray; set all of them, because a user's PPD option wins over the IPP attribute. */
  readonly gray: readonly PpdChoice[]
  /** Choices that print on both sides, bound at the long edge. */
  readonly duplex: readonly PpdChoice[]
  /** Choices that print on one side. */
  readonly simplex: readonly PpdChoice[]
  /** Whether the device surely gets every document of a job with several. */
  readonly printsSeveralDocuments: boolean
}

/** A raw queue: no PPD at all. */
export const NO_PPD: PpdFacts = { gray: [], duplex: [], simplex: [], printsSeveralDocuments: false }

const LINES_LIMIT = 100_000

export function parsePpd(text: string): PpdFacts {
  const choices = new Map<string, string[]>()
  const filters: string[] = []
  let isPostScript = false
  for (const line of text.split(/\r?\n|\r/, LINES_LIMIT)) {
    const filter = /^\*cupsFilter2?:\s*"([^"]*)"/.exec(line)?.[1]
    if (filter !== undefined) filters.push(filter)
    if (/^\*LanguageLevel:/.test(line)) isPostScript = true
    const [, option, choice] = /^\*([A-Za-z0-9_.-]{1,40}) ([^\s:/]{1,40})[^:]*:/.exec(line) ?? []
    if (option === undefined || choice === undefined) continue
    const known = choices.get(option)
    if (known === undefined) choices.set(option, [choice])
    else known.push(choice)
  }
  return {
    gray: chosen(choices, OPTION_NAMES.color.options, OPTION_NAMES.color.gray),
    duplex: chosen(choices, OPTION_NAMES.sides.options, OPTION_NAMES.sides.longEdge),
    simplex: chosen(choices, OPTION_NAMES.sides.options, OPTION_NAMES.sides.oneSided),
    printsSeveralDocuments: filters.length > 0 ? filters.every(joinsDocuments) : isPostScript,
  }
}

/** Of each option that the device has, its first choice in our order of preference. */
function chosen(
  choices: ReadonlyMap<string, readonly string[]>,
  options: readonly string[],
  preferred: readonly RegExp[],
): readonly PpdChoice[] {
  return options.flatMap((option) => {
    const offered = choices.get(option) ?? []
    for (const pattern of preferred) {
      const choice = offered.find((each) => pattern.test(each))
      if (choice !== undefined) return [{ option, choice }]
    }
    return []
  })
}

/**
 * `source [destination] cost program`. CUPS hands a job's documents one after the other to one device connection; that is
 * sure to print whole only when a filter makes each of them a stream of a language that may follow itself. With `-` for
 * a program and the document's own format CUPS sends the first document and drops the others without a word; two PDF or
 * raster files in one stream are not a document.
 */
function joinsDocuments(filter: string): boolean {
  const parts = filter.trim().split(/\s+/)
  const [source = ''] = parts
  const destination = parts.length >= 4 ? (parts[1] ?? '') : ''
  const program = parts.at(-1) ?? '-'
  if (/^application\/vnd\.cups-postscript$/.test(source) && destination === '') return true
  if (!/^application\/vnd\.cups-/.test(source)) return false
  if (program === '-' && destination !== 'application/vnd.cups-postscript') return false
  return /postscript|pcl/i.test(destination)
}

/**
 * The intake's PPD: the same options for users to choose, but no filter, so that documents of any format are taken as
 * they are.
 */
export function makeIntakePpd(outPpd: string): string {
  const kept = outPpd
    .split(/\r?\n|\r/)
    .filter(
      (line) => !/^\*cups(Filter2?|PreFilter|PortMonitor|IPPSupplies|SNMPSupplies):/.test(line),
    )
  const firstLine = kept.findIndex((line) => /^\*PPD-Adobe:/.test(line))
  kept.splice(firstLine + 1, 0, '*cupsFilter2: "*/* application/octet-stream 0 -"')
  return kept.join('\n')
}
