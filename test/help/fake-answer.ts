/** Answers and findings as tests need them, valid by their contracts. */
import { createHash } from 'node:crypto'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { Findings } from '#shared/contracts/findings.ts'

export function fakeAnswer(jobId: string, more: Partial<JobAnswer> = {}): JobAnswer {
  return {
    jobId,
    verdict: 'release',
    changes: { grayscale: false, duplex: false },
    reasons: [],
    message: '',
    cost: '0.10',
    currency: 'EUR',
    account: 'user:alice',
    holdSeconds: null,
    decidedAt: '2026-01-01T08:00:00.000Z',
    ...more,
  }
}

/** One page of text, told by its bytes. */
export function fakeFindings(document: Uint8Array, more: Partial<Findings> = {}): Findings {
  return {
    language: 'text',
    pages: { value: 1, known: 'exact' },
    colorPages: { value: [], known: 'exact' },
    pageSizes: [{ widthPt: 595, heightPt: 842, pages: 1 }],
    duplex: null,
    grayscale: false,
    copies: 1,
    sides: null,
    sheets: null,
    bytes: document.length,
    sha256: createHash('sha256').update(document).digest('hex'),
    problem: null,
    ...more,
  }
}
