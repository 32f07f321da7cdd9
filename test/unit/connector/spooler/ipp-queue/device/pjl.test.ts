import { describe, expect, it } from 'vitest'
import {
  makePjlHead,
  makePjlReader,
  makePjlTail,
  reasonsOfCode,
} from '#connector/spooler/ipp-queue/device/pjl.ts'

const WRAP = {
  jobName: 'report.pdf',
  userName: 'alice',
  copies: 2,
  sides: 'two-sided-long-edge',
  grayscale: true,
  language: 'PDF',
} as const

describe('PJL around a document', () => {
  it('says who, what and how', () => {
    const head = makePjlHead(WRAP).toString('latin1')
    expect(head.startsWith('\x1b%-12345X@PJL\r\n')).toBe(true)
    for (const line of [
      '@PJL JOB NAME="report.pdf" DISPLAY="report.pdf"',
      '@PJL SET USERNAME="alice"',
      '@PJL SET QTY=2',
      '@PJL SET DUPLEX=ON',
      '@PJL SET BINDING=LONGEDGE',
      '@PJL SET RENDERMODE=GRAYSCALE',
    ])
      expect(head.split('\r\n')).toContain(line)
    expect(head.endsWith('@PJL ENTER LANGUAGE=PDF\r\n')).toBe(true)
    expect(makePjlTail('a').toString('latin1')).toContain('@PJL EOJ NAME="a"')
  })

  it.each([
    ['a quotation mark', 'x" \r\n@PJL SET QTY=99'],
    ['a line end', 'x\r\n@PJL RESET'],
    ['the exit sequence', 'x\x1b%-12345X@PJL DEFAULT PASSWORD=1'],
    ['a line end of Unicode', 'x\u2028@PJL RESET'],
    ['an at sign', '@PJL COMMENT'],
  ])('lets no command of a user through: %s', (_, text) => {
    const clean = makePjlHead(WRAP).toString('latin1')
    const head = makePjlHead({ ...WRAP, jobName: text, userName: text }).toString('latin1')
    expect(head.split('\r\n')).toHaveLength(clean.split('\r\n').length)
    expect(head.match(/@/g)).toHaveLength(clean.match(/@/g)!.length)
    expect(head.match(/"/g)).toHaveLength(clean.match(/"/g)!.length)
    expect(head.match(/\x1b/g)).toHaveLength(1)
  })

  it('keeps names readable and short', () => {
    const head = makePjlHead({ ...WRAP, jobName: `Überweisung ${'x'.repeat(300)}` })
    expect(head.toString('latin1')).toMatch(/NAME="Uberweisung x{68}"/)
  })
})

describe('what a printer says in PJL', () => {
  it.each([
    ['@PJL USTATUS PAGE\r\n3\r\n\f', [{ kind: 'pages', count: 3 }]],
    ['@PJL USTATUS JOB\r\nSTART\r\nNAME="x"\r\n\f', [{ kind: 'started' }]],
    ['@PJL USTATUS JOB\r\nEND\r\nNAME="x"\r\nPAGES=4\r\n\f', [{ kind: 'ended', count: 4 }]],
    ['@PJL USTATUS JOB\r\nEND\r\n\f', [{ kind: 'ended', count: null }]],
    ['@PJL USTATUS JOB\r\nEND\r\nRESULT=USER_CANCELED\r\nPAGES=1\r\n\f', [{ kind: 'canceled' }]],
    [
      '@PJL USTATUS DEVICE\r\nCODE=41203\r\nDISPLAY="TRAY 2 EMPTY"\r\nONLINE=FALSE\r\n\f',
      [{ kind: 'status', code: 41203, display: 'TRAY 2 EMPTY' }],
    ],
    ['@PJL INFO STATUS\r\nCODE=10001\r\n\f', [{ kind: 'status', code: 10001, display: '' }]],
    ['@PJL USTATUS PAGE\r\n99999999999\r\n\f', []],
    ['nonsense\f@PJL USTATUS PAGE\r\n1\r\n\f', [{ kind: 'pages', count: 1 }]],
  ])('reads %j', (text, news) => {
    const read = makePjlReader()
    const bytes = Buffer.from(text, 'latin1')
    // In pieces, as a line brings it.
    const heard = [...bytes].flatMap((byte) => read(Buffer.of(byte)))
    expect(heard).toEqual(news)
  })

  it.each([
    [10_001, []],
    [40_022, ['media-jam-error']],
    [41_203, ['media-empty-error']],
    [30_119, ['other-error']],
  ])('knows what status %i means', (code, reasons) => {
    expect(reasonsOfCode(code)).toEqual(reasons)
  })
})
