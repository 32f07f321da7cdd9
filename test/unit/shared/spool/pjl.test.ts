/** PJL around documents: what it asks for, what it names, where its documents end. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom, ESC, PJL_END, pjlJob, RESET, UEL } from '#help/build-pcl.ts'
import { buildPages } from '#help/build-pdf.ts'

const twoPages = `${RESET}one\ftwo\f${RESET}`
const pdf = buildPages(['0 0 9 9 re f', '1 0 0 rg 0 0 9 9 re f'])

describe('what a job asks for', () => {
  it.each([
    ['SET COPIES=3', { copies: 3 }],
    ['SET QTY = 4', { copies: 4 }],
    ['set copies=2', { copies: 2 }],
    ['SET LPARM:PCL COPIES=5', { copies: 5 }],
    ['SET COPIES=0', { copies: 1 }],
    ['SET COPIES=99999999999999', { copies: 1 }],
    ['SET DUPLEX=ON', { duplex: true }],
    ['SET DUPLEX = OFF', { duplex: false }],
    ['SET BINDING=LONGEDGE', { duplex: null }],
    ['DEFAULT COPIES=7', { copies: 1 }],
  ])('understands @PJL %s', (line, expected) => {
    const findings = analyzeBytes(bytesFrom(pjlJob('PCL', twoPages, line), PJL_END))
    expect(findings).toMatchObject({ pages: { value: 2, known: 'exact' }, ...expected })
  })

  it('takes the larger of PJL copies and those of the document, never their product', () => {
    const document = `${RESET}${ESC}&l3Xone\f`
    const findings = analyzeBytes(pjlJob('PCL', document, 'SET COPIES=2'))
    expect(findings).toMatchObject({ copies: 3, sides: 3 })
  })

  it('tells that the job orders gray printing, and still which pages hold color', () => {
    const findings = analyzeBytes(pjlJob('PDF', pdf, 'SET RENDERMODE=GRAYSCALE'))
    expect(findings).toMatchObject({
      language: 'pdf',
      grayscale: true,
      colorPages: { value: [2], known: 'exact' },
    })
  })

  it('counts no color of gray jobs beside a job that prints in color', () => {
    const gray = bytesFrom(pjlJob('PDF', pdf, 'SET RENDERMODE=GRAYSCALE'), `${UEL}@PJL EOJ\r\n`)
    const findings = analyzeBytes(bytesFrom(gray, pjlJob('PDF', pdf)))
    expect(findings).toMatchObject({ grayscale: false })
  })

  it('forgets settings at the end of the job', () => {
    const first = bytesFrom(pjlJob('PCL', twoPages, 'SET DUPLEX=ON'), `${UEL}@PJL EOJ\r\n`)
    const findings = analyzeBytes(bytesFrom(first, pjlJob('PCL', twoPages), PJL_END))
    expect(findings).toMatchObject({ pages: { value: 4, known: 'exact' }, duplex: true })
  })
})

describe('which language is inside', () => {
  it.each(['PCL', 'pcl', '"PCL"', 'PCL '])(
    'reads plain text as PCL when the job says %s',
    (name) => {
      const findings = analyzeBytes(pjlJob(name, 'a line\fanother page'))
      expect(findings).toMatchObject({ language: 'pcl5', pages: { value: 2, known: 'exact' } })
    },
  )

  it('believes a magic number more than the name', () => {
    expect(analyzeBytes(pjlJob('PCL', pdf)).language).toBe('pdf')
  })

  it.each(['SMART', 'HBP', 'LIPS', 'QPDL'])('does not count pages of %s', (name) => {
    const findings = analyzeBytes(pjlJob(name, '$PJL JOB START\r\nsome text\f'))
    expect(findings).toMatchObject({
      language: 'unknown',
      pages: { value: null, known: 'unknown' },
      problem: { code: 'language-unknown' },
    })
  })

  it('finds out itself behind AUTO and without a name', () => {
    expect(analyzeBytes(pjlJob('AUTO', twoPages)).language).toBe('pcl5')
    expect(analyzeBytes(bytesFrom(`${UEL}@PJL JOB\r\n`, pdf)).language).toBe('pdf')
    expect(analyzeBytes(bytesFrom('@PJL JOB\n@PJL ENTER LANGUAGE=PDF\n', pdf)).language).toBe('pdf')
  })

  it('finds the job behind hundreds of zeros', () => {
    const findings = analyzeBytes(bytesFrom(new Uint8Array(600), pjlJob('PCL', twoPages)))
    expect(findings.pages).toEqual({ value: 2, known: 'exact' })
  })
})

describe('several documents in one stream', () => {
  it('adds the pages of jobs in different languages', () => {
    const findings = analyzeBytes(bytesFrom(pjlJob('PCL', twoPages), pjlJob('PDF', pdf), PJL_END))
    expect(findings).toMatchObject({
      language: 'unknown',
      pages: { value: 4, known: 'exact' },
      colorPages: { value: [4], known: 'exact' },
    })
  })

  it('counts each job as often as it asks when they ask for different copies', () => {
    const findings = analyzeBytes(
      bytesFrom(pjlJob('PCL', twoPages, 'SET COPIES=3'), UEL, '@PJL EOJ\r\n', pjlJob('PDF', pdf)),
    )
    expect(findings).toMatchObject({
      pages: { value: 8, known: 'exact' },
      copies: 1,
      colorPages: { value: [8] },
    })
  })

  it('keeps the settings of the job for its second document', () => {
    const stream = bytesFrom(
      pjlJob('PCL', twoPages, 'JOB', 'SET RENDERMODE=GRAYSCALE'),
      `${UEL}@PJL ENTER LANGUAGE=PDF\r\n`,
      pdf,
      PJL_END,
    )
    expect(analyzeBytes(stream)).toMatchObject({ grayscale: true, colorPages: { value: [4] } })
  })

  it('does not end a document at an exit that is a payload', () => {
    const hidden = bytesFrom(`${ESC}*b${UEL.length}W`, UEL)
    const document = bytesFrom(`${RESET}${ESC}*r1A`, hidden, `${ESC}*rB\fsecond\f`)
    const findings = analyzeBytes(bytesFrom(pjlJob('PCL', document), PJL_END))
    expect(findings).toMatchObject({ pages: { value: 2, known: 'exact' }, problem: null })
  })

  it('gives up on thousands of documents rather than on time', () => {
    const findings = analyzeBytes(
      bytesFrom(...Array.from({ length: 3_000 }, () => pjlJob('PCL', 'x'))),
    )
    expect(findings).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-too-deep' },
    })
  })
})

describe('PJL that is not well', () => {
  it('says that a job of commands only holds no document', () => {
    const findings = analyzeBytes(bytesFrom(`${UEL}@PJL INFO STATUS\r\n`, UEL))
    expect(findings).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-empty' },
    })
  })

  it('answers for a line without end', () => {
    const findings = analyzeBytes(bytesFrom(UEL, '@PJL COMMENT ', 'x'.repeat(200_000)))
    expect(findings.pages.known).toBe('unknown')
  })

  it('answers for exits only', () => {
    expect(analyzeBytes(bytesFrom(UEL.repeat(50_000))).pages.known).toBe('unknown')
  })

  it('answers wherever the stream is cut', () => {
    const whole = bytesFrom(pjlJob('PCL', twoPages, 'SET COPIES=2'), pjlJob('PDF', pdf), PJL_END)
    for (let length = 0; length < whole.length; length++) {
      const findings = analyzeBytes(whole.subarray(0, length))
      expect(findings.problem?.code).not.toBe('analyzer-failed')
      if (findings.pages.known === 'exact') expect(findings.pages.value).toBeLessThanOrEqual(8)
    }
  })
})
