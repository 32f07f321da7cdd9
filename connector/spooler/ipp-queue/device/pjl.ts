/** Printer Job Language around a document, and what a printer says in it (PJL Technical Reference Manual). */
import { cleanText } from '../../cups/text.ts'

/** "Universal Exit Language": ends whatever came before. */
const UEL = '\x1b%-12345X'
const NAME_LIMIT = 80
/** Of what a printer says at once; more is no PJL. */
const SAID_LIMIT = 64 * 1024

export interface PjlWrap {
  readonly jobName: string
  readonly userName: string
  readonly copies: number
  readonly sides: 'one-sided' | 'two-sided-long-edge' | 'two-sided-short-edge'
  readonly grayscale: boolean
  /** `PDF`, `POSTSCRIPT`, `PCL`, …; null = the printer finds out. */
  readonly language: string | null
}

export function makePjlHead(wrap: PjlWrap): Buffer {
  const isTwoSided = wrap.sides !== 'one-sided'
  const binding = wrap.sides === 'two-sided-short-edge' ? 'SHORTEDGE' : 'LONGEDGE'
  const name = quote(wrap.jobName)
  return lines(
    `${UEL}@PJL`,
    `@PJL JOB NAME=${name} DISPLAY=${name}`,
    '@PJL USTATUS JOB=ON',
    '@PJL USTATUS PAGE=ON',
    '@PJL USTATUS DEVICE=ON',
    `@PJL SET JOBNAME=${name}`,
    `@PJL SET USERNAME=${quote(wrap.userName)}`,
    ...(wrap.copies > 1 ? [`@PJL SET QTY=${wrap.copies}`] : []),
    `@PJL SET DUPLEX=${isTwoSided ? 'ON' : 'OFF'}`,
    ...(isTwoSided ? [`@PJL SET BINDING=${binding}`] : []),
    ...(wrap.grayscale ? ['@PJL SET RENDERMODE=GRAYSCALE'] : []),
    ...(wrap.language === null ? [] : [`@PJL ENTER LANGUAGE=${wrap.language}`]),
  )
}

export function makePjlTail(jobName: string): Buffer {
  return lines(`${UEL}@PJL`, `@PJL EOJ NAME=${quote(jobName)}`, UEL)
}

export const PJL_ASK_STATUS = `${UEL}@PJL\r\n@PJL INFO STATUS\r\n${UEL}`

const lines = (...text: string[]) => Buffer.from(`${text.join('\r\n')}\r\n`, 'latin1')

/**
 * Text of users never reaches PJL as it is: a quotation mark or a line end in it would begin a command of theirs. What
 * is left are letters, figures, spaces and harmless marks of ASCII.
 */
function quote(text: string): string {
  const plain = cleanText(text, 500)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9 ._()+-]/g, '_')
  return `"${plain.slice(0, NAME_LIMIT)}"`
}

/** What a printer said without being asked, or in answer to INFO STATUS. */
export type PjlNews =
  | { readonly kind: 'pages'; readonly count: number }
  | { readonly kind: 'started' | 'canceled' }
  /** Pages that the printer counts, if it does. */
  | { readonly kind: 'ended'; readonly count: number | null }
  /** "CODE": 10xxx is well, 30xxx wants somebody, 40xxx is trouble. */
  | { readonly kind: 'status'; readonly code: number; readonly display: string }

/** Takes bytes as they come; hands out what they say as soon as a message is whole. Strange ones are passed over. */
export function makePjlReader(): (bytes: Buffer) => PjlNews[] {
  let text = ''
  return (bytes) => {
    text = (text + bytes.toString('latin1')).slice(-SAID_LIMIT)
    const messages = text.split('\f')
    text = messages.pop() ?? ''
    return messages.flatMap(parseMessage)
  }
}

function parseMessage(message: string): PjlNews[] {
  const [head = '', ...rest] = message.split(/\r?\n/).map((line) => line.trim())
  const value = (name: string) =>
    rest.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1)
  if (head.endsWith('USTATUS PAGE')) {
    const count = parseCount(rest[0])
    return count === null ? [] : [{ kind: 'pages', count }]
  }
  if (head.endsWith('USTATUS JOB')) {
    if (rest.includes('START')) return [{ kind: 'started' }]
    if (value('RESULT') === 'USER_CANCELED' || rest.includes('CANCELED'))
      return [{ kind: 'canceled' }]
    return rest.includes('END') ? [{ kind: 'ended', count: parseCount(value('PAGES')) }] : []
  }
  if (/(?:USTATUS DEVICE|INFO STATUS)$/.test(head)) {
    const code = parseCount(value('CODE'))
    const display = cleanText((value('DISPLAY') ?? '').replaceAll('"', ''), 200)
    return code === null ? [] : [{ kind: 'status', code, display }]
  }
  return []
}

function parseCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : null
}

/** "printer-state-reasons" of a status code; empty when all is well. */
export function reasonsOfCode(code: number): readonly string[] {
  const known = REASONS.find(([from, to]) => code >= from && code <= to)
  if (known !== undefined) return [known[2]]
  return code >= 30_000 ? ['other-error'] : []
}

/** Groups of codes, PJL Technical Reference Manual appendix D. */
const REASONS: readonly (readonly [from: number, to: number, reason: string])[] = [
  [10_006, 10_006, 'toner-low-report'],
  [35_078, 35_078, 'paused'],
  [40_010, 40_010, 'toner-empty-error'],
  [40_019, 40_019, 'output-area-full-error'],
  [40_021, 40_021, 'cover-open-error'],
  [40_022, 40_022, 'media-jam-error'],
  [40_079, 40_079, 'paused'],
  [41_000, 41_999, 'media-empty-error'],
  [42_000, 42_999, 'media-jam-error'],
]
