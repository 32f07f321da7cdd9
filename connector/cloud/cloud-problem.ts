/** A Problem that came back over the wire, with what the wire said about trying again. */
import { Problem, type ProblemCode } from '#shared/contracts/problem.ts'

export class CloudProblem extends Problem {
  /** "Retry-After"; null = not told. */
  readonly retryAfterMs: number | null
  /** The cloud's clock when it answered; null = not told. */
  readonly serverTimeMs: number | null
  /** Our request met a kept connection that the other side was just closing: nobody read it. */
  readonly staleConnection: boolean

  constructor(
    code: ProblemCode,
    detail: string,
    told: {
      cause?: unknown
      fields?: readonly { path: string; message: string }[] | undefined
      retryAfterMs?: number | null
      serverTimeMs?: number | null
      staleConnection?: boolean
    } = {},
  ) {
    super(code, detail, { cause: told.cause, fields: told.fields ?? [] })
    this.retryAfterMs = told.retryAfterMs ?? null
    this.serverTimeMs = told.serverTimeMs ?? null
    this.staleConnection = told.staleConnection ?? false
  }
}
