/** An analyzer that exists only while it has work: its worker costs memory that an idle connector must not hold. */
import type { Readable } from 'node:stream'
import type { Findings } from '#shared/contracts/findings.ts'

/** The port that `connector/analyze` implements. */
export interface Analyzer {
  analyze(document: Readable, options: { signal: AbortSignal }): Promise<Findings>
  close(): Promise<void>
}

const IDLE_LIMIT_MS = 30_000

export function makeIdleAnalyzer(
  open: () => Promise<Analyzer>,
  idleLimitMs = IDLE_LIMIT_MS,
): Analyzer {
  let opened: Promise<Analyzer> | null = null
  let busy = 0
  let idle: NodeJS.Timeout | undefined

  async function closeNow(): Promise<void> {
    clearTimeout(idle)
    const old = opened
    opened = null
    await (await old?.catch(() => null))?.close()
  }

  return {
    async analyze(document, options) {
      busy++
      clearTimeout(idle)
      try {
        opened ??= open()
        return await (await opened).analyze(document, options)
      } finally {
        if (--busy === 0) idle = setTimeout(() => void closeNow(), idleLimitMs).unref()
      }
    },
    close: closeNow,
  }
}
