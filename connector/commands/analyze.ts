/** `analyze FILE…`: what the connector would find in a document, without any queue or cloud. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandDoors, UsageError } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

const TICKET_DEFAULT = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}

export async function analyze(
  files: readonly string[],
  options: { json?: boolean; ticket?: string; coverage?: boolean },
  doors: CommandDoors,
): Promise<ExitCode> {
  const ticket = options.ticket === undefined ? {} : { ticket: await parseTicket(options.ticket) }
  const { analyzeFiles } = await import('../analyze/analyze-command.ts')
  const { makeAnalyzer } = await import('../analyze/analyzer.ts')
  const coverageOf = options.coverage ? await loadCoverage(doors) : null
  let folder: string | null = null
  const analyzer = makeAnalyzer({
    // Small files need none.
    get folder() {
      folder ??= mkdtempSync(join(tmpdir(), 'spoolgate-analyze-'))
      return folder
    },
    smallFilesHere: doors.clock,
  })
  try {
    const code = await analyzeFiles(files, {
      ...ticket,
      ...(coverageOf ? { coverageOf } : {}),
      json: options.json === true,
      out: doors.out,
      complain: doors.complain,
      input: doors.input,
      analyzer,
      clock: doors.clock,
      signal: doors.signal,
      ...(doors.progress ? { progress: doors.progress } : {}),
    })
    return code === 0 ? EXIT.good : EXIT.failed
  } finally {
    await analyzer.close()
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

async function loadCoverage({ clock }: CommandDoors) {
  const { measureFileCoverage } = await import('../analyze/file-coverage.ts')
  return (file: string, pages: number | null) => measureFileCoverage(file, pages, clock)
}

/** Any part of a ticket as JSON; what is left out is as if nothing was asked. */
async function parseTicket(text: string) {
  // Loaded when it is needed: the schemas take longer to start than everything else here.
  const { jobTicket } = await import('#shared/contracts/job-facts.ts')
  try {
    return jobTicket.strict().parse({ ...TICKET_DEFAULT, ...JSON.parse(text) })
  } catch {
    throw new UsageError(`--ticket must be JSON with ${Object.keys(jobTicket.shape).join(', ')}`)
  }
}
