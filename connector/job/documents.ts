/** Reads every document of a sealed job, one after another. */
import { createHash } from 'node:crypto'
import type { Findings } from '#shared/contracts/findings.ts'
import { DOCUMENTS_LIMIT } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { SpoolJob, SpoolJobRef } from '../spooler/spooler.ts'
import { hasEnded } from './ending.ts'
import type { JobPorts } from './ports.ts'

/** Throws what may pass (`spooler-unreachable`); a document that cannot be read is `unknown`, never left out. */
export async function readDocuments(
  job: SpoolJob,
  ports: Pick<JobPorts, 'spooler' | 'analyze'>,
  signal: AbortSignal,
): Promise<Findings[]> {
  if (job.documentsCount > DOCUMENTS_LIMIT) {
    return [unreadable(`the job has ${job.documentsCount} documents`)]
  }
  const findings: Findings[] = []
  for (let number = 1; number <= job.documentsCount; number++) {
    findings.push(await readDocument(job.ref, number, ports, signal))
  }
  return findings
}

async function readDocument(
  ref: SpoolJobRef,
  number: number,
  ports: Pick<JobPorts, 'spooler' | 'analyze'>,
  signal: AbortSignal,
): Promise<Findings> {
  const document = await ports.spooler.openDocument(ref, number, signal).catch(async (error) => {
    if (!(error instanceof Problem && error.code === 'spooler-refused')) throw error
    if (hasEnded(await ports.spooler.fetchJob(ref, signal))) throw error
    return error
  })
  if (document instanceof Problem) return unreadable(document.detail)
  const broken = new Promise<never>((_, reject) => {
    document.once('error', (error) => reject(brokenOff(error)))
  })
  broken.catch(() => {})
  try {
    const findings = await Promise.race([broken, ports.analyze(document, signal)])
    // A connection that broke off must not pass for a shorter document.
    if (document.errored) throw brokenOff(document.errored)
    return findings
  } finally {
    document.destroy()
  }
}

function brokenOff(cause: Error): Problem {
  if (cause instanceof Problem) return cause
  return new Problem('spooler-unreachable', `a document broke off: ${cause.message}`, { cause })
}

function unreadable(detail: string): Findings {
  return {
    language: 'unknown',
    pages: { value: null, known: 'unknown' },
    colorPages: { value: null, known: 'unknown' },
    pageSizes: [],
    duplex: null,
    grayscale: false,
    copies: 1,
    sides: null,
    sheets: null,
    bytes: 0,
    sha256: createHash('sha256').digest('hex'),
    problem: { code: 'document-unreadable', detail, at: null },
  }
}
