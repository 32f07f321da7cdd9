// Documents: the analyzer always answers, as promised, and however the bytes come in pieces the answer is the same.
import { analyzeBytes, makeTools } from '#help/analyze-bytes.ts'
import type { Chance } from '#help/seeded.ts'
import type { Language } from '#shared/contracts/findings.ts'
import type { DocumentFindings } from '#shared/spool/analyze.ts'
import { BudgetExceeded } from '#shared/spool/budget.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import { LANGUAGES_IN_ORDER, WRAPPERS_IN_ORDER } from '#shared/spool/detect.ts'
import { HEAD_BYTES, type Reading, type StreamReader } from '#shared/spool/port.ts'
import { findFault } from '../check-findings.ts'
import type { Verdict } from '../target.ts'

/** The clock is left out: what works too long is for the watchdog to find. Memory holds what would lie on disk. */
const LIMITS = { wallMs: Number.MAX_SAFE_INTEGER, bytesOut: 64 * 1024 * 1024 }
const PIECES_LIMIT = 12
/** The first chunk holds what the language was recognized by. */
const FIRST_PIECE_BYTES = 64

/** `language`: what the seeds are; null = a wrapper, and any language is in it. */
export function checkDocument(language: Language | null) {
  return (input: Uint8Array, chance: Chance): Verdict => {
    const findings = analyzeBytes(input, { limits: LIMITS })
    const isRead = findings.problem?.code !== 'language-unknown'
    const reached = language ? findings.language === language : isRead
    const fault = findFault(findings, input.length) ?? findPieceFault(input, chance)
    return { reached, fault: fault && withStack(fault, input, findings) }
  }
}

/** A stream in one piece and in several pieces. */
function findPieceFault(input: Uint8Array, chance: Chance): string | null {
  const cuts = Array.from(
    { length: 1 + chance.below(PIECES_LIMIT) },
    () => FIRST_PIECE_BYTES + chance.below(input.length + 1),
  )
  const reader = findStreamReader(input)
  if (reader === null) return null
  const whole = readPieces(reader(), input, [])
  const pieces = readPieces(
    reader(),
    input,
    cuts.sort((a, b) => a - b),
  )
  if (whole === null || pieces === null) return null
  const [one, several] = [describe(whole), describe(pieces)]
  return one === several ? null : `cut at ${cuts.join(', ')} it reads ${several}, whole ${one}`
}

function findStreamReader(input: Uint8Array): (() => StreamReader) | null {
  const head = input.subarray(0, HEAD_BYTES)
  if (head.length === 0 || WRAPPERS_IN_ORDER.some((wrapper) => wrapper.matches(head))) return null
  const source = makeMemorySource(input)
  const reader = LANGUAGES_IN_ORDER.find((entry) => entry.matches(head, source))?.reader
  return reader?.kind === 'stream' ? () => reader.open(makeTools({ limits: LIMITS })) : null
}

/** null = a budget was used up, which pieces may do a little earlier or later. */
function readPieces(
  reader: StreamReader,
  input: Uint8Array,
  cuts: readonly number[],
): Reading | null {
  try {
    let at = 0
    for (const end of [...cuts, input.length]) {
      // Lent for the call only: whoever keeps it reads something else later.
      const chunk = input.slice(at, end)
      const answer = chunk.length === 0 ? 'more' : reader.push(chunk)
      chunk.fill(0xaa)
      if (answer === 'enough') break
      at = end
    }
    return reader.end()
  } catch (error) {
    if (error instanceof BudgetExceeded) return null
    throw error
  }
}

/** Without the problem's words and place: they may tell how far it was read. */
function describe({ problem, ...reading }: Reading): string {
  return JSON.stringify({ ...reading, problem: problem?.code ?? null })
}

/** The analyzer keeps its failures to itself; read directly, the stack comes out. */
function withStack(fault: string, input: Uint8Array, { problem }: DocumentFindings): string {
  if (problem?.code !== 'analyzer-failed') return fault
  const source = makeMemorySource(input)
  const tools = makeTools({ limits: LIMITS })
  try {
    const head = input.subarray(0, HEAD_BYTES)
    for (const wrapper of WRAPPERS_IN_ORDER)
      if (wrapper.matches(head)) wrapper.unwrap(source, tools)
    const entry = LANGUAGES_IN_ORDER.find((candidate) => candidate.matches(head, source))
    if (entry?.reader.kind === 'random') entry.reader.read(source, tools)
    if (entry?.reader.kind === 'stream') readPieces(entry.reader.open(tools), input, [])
  } catch (error) {
    return `${fault}\n${(error as Error).stack}`
  }
  return fault
}
