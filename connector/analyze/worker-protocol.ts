/** What the analyzer and its worker say to each other. */

import type { DocumentFindings } from '#shared/spool/analyze.ts'
import type { BudgetLimits } from '#shared/spool/budget.ts'

export interface WorkerRequest {
  /** An open file of this process. */
  readonly descriptor: number
  /** Where unpacked documents may be kept. */
  readonly folder: string
  readonly limits: BudgetLimits
}

export type WorkerReply =
  | {
      readonly kind: 'progress' /** Bytes looked at so far, at most the document's. */
      readonly offset: number
    }
  | { readonly kind: 'findings'; readonly findings: DocumentFindings }
