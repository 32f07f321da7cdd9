// The built-in queue against the field's own suites: nothing fails, and as much is tried as at any printer.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { runProgram, startIppQueueRig } from '#help/ipp-queue-rig.ts'
import { describeWith } from '#help/needs.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'

const SUITES = '/usr/share/cups/ipptool'

/** What a skip hides is counted against us: so many have to pass, as many as CUPS' own `ippeveprinter` passes. */
const RUNS = [
  { suite: 'ipp-1.1.test', options: ['-V', '1.1'], passesLeast: 32 },
  { suite: 'ipp-2.0.test', options: ['-V', '2.0'], passesLeast: 33 },
  { suite: 'ipp-2.0.test', options: ['-V', '2.0', '-S'], passesLeast: 33 },
  { suite: 'ipp-1.1.test', options: ['-V', '1.1', '-E'], passesLeast: 32 },
  { suite: 'ipp-1.1.test', options: ['-V', '1.0', '-L'], passesLeast: 32 },
  { suite: 'ipp-everywhere.test', options: ['-V', '2.0'], passesLeast: 34 },
  { suite: 'identify-printer.test', options: [], passesLeast: 1 },
  { suite: 'print-job-gzip.test', options: [], passesLeast: 1 },
  { suite: 'print-job-deflate.test', options: [], passesLeast: 1 },
  { suite: 'print-job-media-col.test', options: [], passesLeast: 1 },
]

describeWith('ipptool', 'conformance', () => {
  // Side by side: ipptool mostly waits, five seconds at a time, and each run has a fresh queue.
  it.concurrent.for(RUNS)(
    '$suite $options: at least $passesLeast pass, none fails',
    async ({ suite, options, passesLeast }, { expect }) => {
      const rig = await startIppQueueRig()
      try {
        rig.releaseAll()
        const document = join(rig.folder, 'document.pdf')
        writeFileSync(document, makeTextPdf(1))
        const args = ['-t', '-I', ...options, '-f', document, rig.uri, join(SUITES, suite)]
        const { text } = await runProgram('ipptool', args)
        const count = (verdict: string) => text.split(`[${verdict}]`).length - 1
        expect(count('FAIL'), text).toBe(0)
        expect(count('PASS'), text).toBeGreaterThanOrEqual(passesLeast)
      } finally {
        await rig.stop()
      }
    },
  )
})
