/** Small files are read where they are asked for, and only as long as they stay small in what they ask. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SMALL_DOCUMENT_BYTES, withinTime } from '#connector/analyze/analyze-here.ts'
import { makeAnalyzer } from '#connector/analyze/analyzer.ts'
import { makeClock } from '#connector/doors.ts'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildPages } from '#help/build-pdf.ts'

const clock = makeClock()
const never = new AbortController().signal
/** Answers for whatever document it gets, so that nobody can take its answer for ours. */
const strangeWorker = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', () => parentPort.postMessage({ kind: 'findings', findings: { language: 'zpl' } }))`,
  )}`,
)
const pdf = Buffer.from(buildPages(['', '1 0 0 rg 0 0 9 9 re f']))
/** Red under a soft mask: only a drawn page tells whether any of it is seen. */
const UNDECIDED = Buffer.from(
  buildPages(['/G gs 1 0 0 rg 0 0 9 9 re f'], {
    resources: '/ExtGState << /G << /SMask << /S /Alpha >> >> >>',
  }),
)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-here-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function analyze(bytes: Uint8Array, smallFilesHere = true) {
  const file = join(folder, 'document')
  writeFileSync(file, bytes)
  const analyzer = makeAnalyzer({
    folder: join(folder, 'work'),
    workerFile: strangeWorker,
    ...(smallFilesHere ? { smallFilesHere: clock } : {}),
  })
  try {
    return await analyzer.analyzeFile(file, { signal: never })
  } finally {
    await analyzer.close()
  }
}

describe('a small file', () => {
  it('is read without a worker and without a folder', async () => {
    expect(await analyze(pdf)).toMatchObject({
      language: 'pdf',
      colorPages: { value: [2], known: 'exact' },
      bytes: pdf.length,
    })
    expect(readdirSync(folder)).toEqual(['document'])
  })

  it('goes to a worker where the thread has other work', async () => {
    expect(await analyze(pdf, false)).toMatchObject({ language: 'zpl' })
  })

  it('goes to a worker when it is not small', async () => {
    const padded = Buffer.concat([pdf, Buffer.alloc(SMALL_DOCUMENT_BYTES)])
    expect(await analyze(padded)).toMatchObject({ language: 'zpl' })
  })

  it('goes to a worker when it unfolds to more than it may', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024, 'text\n'))
    expect(bomb.length).toBeLessThan(SMALL_DOCUMENT_BYTES)
    expect(await analyze(bomb)).toMatchObject({ language: 'zpl' })
  })

  it('goes to a worker when a page must be drawn', async () => {
    const asked: number[] = []
    const colorOfPage = (_: unknown, page: number) => {
      asked.push(page)
      return 'undecided' as const
    }
    analyzeBytes(UNDECIDED, { renderer: { colorOfPage } })
    expect(asked).toEqual([1])
    expect(await analyze(UNDECIDED)).toMatchObject({ language: 'zpl' })
  })

  it('never holds the thread, even when a reader forgets its budget', () => {
    const endless = () => {
      for (;;);
    }
    expect(withinTime(endless, 20)).toBeNull()
    expect(withinTime(() => 'in time', 1_000)).toBe('in time')
    expect(() =>
      withinTime(() => {
        throw new Error('of its own')
      }),
    ).toThrow('of its own')
  })

  it('that cannot be read is told as such', async () => {
    const analyzer = makeAnalyzer({ folder, smallFilesHere: clock })
    const reading = analyzer.analyzeFile(join(folder, 'missing'), { signal: never })
    await expect(reading).rejects.toMatchObject({ code: 'file-unreadable' })
    const ofFolder = analyzer.analyzeFile(folder, { signal: never })
    await expect(ofFolder).rejects.toMatchObject({ code: 'file-unreadable' })
    await analyzer.close()
  })
})
