/** Files as they are written, damaged and forged: where objects lie, how pages hang together, what is encrypted. */
import { createCipheriv, createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import {
  buildPages,
  buildPdf,
  bytesOf,
  joinBytes,
  makeFlateStream,
  makeStream,
  pagesObjects,
} from '#help/build-pdf.ts'
import { decryptRc4 } from '#shared/spool/codecs/rc4.ts'

const RED = '1 0 0 rg 10 10 50 50 re f'
const GRAY = '10 10 50 50 re f'

const exact = (value: number) => ({ value, known: 'exact' })

describe('cross-reference', () => {
  const objects = pagesObjects([GRAY, RED])

  it('reads a table', () => {
    expect(analyzeBytes(buildPdf({ objects }))).toMatchObject({
      pages: exact(2),
      colorPages: { value: [2], known: 'exact' },
    })
  })

  it.each([
    ['no table', { objects, xref: 'none' as const }],
    ['a table somewhere else', { objects, startxref: 7 }],
    ['a table beyond the end', { objects, startxref: 99_999_999 }],
    ['no root in the trailer', { objects, trailer: '' }],
  ])('rebuilds a file with %s', (_, parts) => {
    const findings = analyzeBytes(buildPdf(parts))
    expect(findings).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      colorPages: { value: [2], known: 'estimated' },
    })
    expect(findings.problem?.code).toBe('document-malformed')
  })

  it('reads offsets that count from a header behind other bytes', () => {
    const shifted = joinBytes('HTTP/1.1 200 OK\r\n\r\n', buildPdf({ objects }))
    expect(analyzeBytes(shifted)).toMatchObject({ language: 'pdf', pages: exact(2) })
  })

  it('takes the newest revision of an object', () => {
    const old = buildPdf({ objects })
    const start = Number(/startxref\n(\d+)/.exec(Buffer.from(old).toString('latin1'))?.[1])
    const at = old.length
    const object = `201 0 obj\n${Buffer.from(makeStream(RED)).toString('latin1')}\nendobj\n`
    const table = `xref\n201 1\n${`${at}`.padStart(10, '0')} 00000 n \ntrailer\n<< /Root 1 0 R /Prev ${start} >>\n`
    const updated = joinBytes(old, object, table, `startxref\n${at + object.length}\n%%EOF\n`)
    expect(analyzeBytes(updated)).toMatchObject({
      pages: exact(2),
      colorPages: { value: [1, 2], known: 'exact' },
    })
  })

  it('ends when revisions point at each other', () => {
    const looped = buildPdf({ objects, trailer: '/Root 1 0 R /Prev 9' })
    expect(analyzeBytes(looped).pages.value).toBe(2)
    const text = Buffer.from(looped).toString('latin1')
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1])
    const self = buildPdf({ objects, trailer: `/Root 1 0 R /Prev ${start}` })
    expect(analyzeBytes(self).pages).toEqual(exact(2))
  })

  it('finds a content stream that does not lie where the table says', () => {
    const whole = Buffer.from(buildPdf({ objects })).toString('latin1')
    const offset = whole.indexOf('203 0 obj')
    const wrong = whole.replace(`${offset}`.padStart(10, '0'), '0000000012')
    expect(analyzeBytes(bytesOf(wrong)).colorPages).toEqual({ value: [2], known: 'estimated' })
  })

  it('reads objects that a hybrid file hides from old readers', () => {
    expect(analyzeBytes(buildHybrid())).toMatchObject({
      pages: exact(1),
      colorPages: { value: [1], known: 'exact' },
    })
  })

  it('reads object streams through a cross-reference stream', () => {
    expect(analyzeBytes(buildPacked())).toMatchObject({ pages: exact(1), problem: null })
  })

  it('finds packed objects again when the cross-reference stream is gone', () => {
    const text = Buffer.from(buildPacked()).toString('latin1')
    const broken = bytesOf(text.replace(/startxref\n\d+/, 'startxref\n0'))
    expect(analyzeBytes(broken).pages.value).toBe(1)
  })
})

/** Catalog, page tree and page in one object stream. */
function buildPacked(): Uint8Array {
  const inner = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 9 9] >>',
    '<< /Type /Page /Parent 2 0 R >>',
  ]
  let at = 0
  const heads = inner.map((body, i) => {
    const head = `${i + 1} ${at}`
    at += body.length + 1
    return head
  })
  const head = `${heads.join(' ')} `
  const packed = makeFlateStream(
    `${head}${inner.join(' ')}`,
    `/Type /ObjStm /N 3 /First ${head.length}`,
  )
  const first = joinBytes('%PDF-1.5\n', '5 0 obj\n', packed, '\nendobj\n')
  const row = (kind: number, place: number, index: number) => [kind, place >> 8, place & 255, index]
  const rows = [
    ...row(0, 0, 0),
    ...row(2, 5, 0),
    ...row(2, 5, 1),
    ...row(2, 5, 2),
    ...row(0, 0, 0),
    ...row(1, 9, 0),
  ]
  const entries = '/Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R'
  const table = makeFlateStream(Uint8Array.from(rows), entries)
  return joinBytes(first, '6 0 obj\n', table, `\nendobj\nstartxref\n${first.length}\n%%EOF\n`)
}

/** The content stream is free in the table and found in the stream that the trailer names. */
function buildHybrid(): Uint8Array {
  const parts: [number, string | Uint8Array][] = [
    [1, '<< /Type /Catalog /Pages 2 0 R >>'],
    [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99] >>'],
    [3, '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>'],
    [4, makeStream(RED)],
  ]
  let file = joinBytes('%PDF-1.5\n')
  const offsets = parts.map(([number, body]) => {
    const at = file.length
    file = joinBytes(file, `${number} 0 obj\n`, body, '\nendobj\n')
    return at
  })
  const streamAt = file.length
  const row = Uint8Array.of(1, offsets[3]! >> 8, offsets[3]! & 255, 0)
  const entries = '/Type /XRef /Size 5 /W [1 2 1] /Index [4 1] /Root 1 0 R'
  file = joinBytes(file, '5 0 obj\n', makeFlateStream(row, entries), '\nendobj\n')
  const tableAt = file.length
  const lines = offsets.slice(0, 3).map((at) => `${`${at}`.padStart(10, '0')} 00000 n \n`)
  const table = `xref\n0 5\n0000000004 65535 f \n${lines.join('')}0000000000 00000 f \n`
  const trailer = `trailer\n<< /Size 5 /Root 1 0 R /XRefStm ${streamAt} >>\n`
  return joinBytes(file, table, trailer, `startxref\n${tableAt}\n%%EOF\n`)
}

describe('page tree', () => {
  const page = '<< /Type /Page /MediaBox [0 0 9 9] >>'
  const tree = (...entries: readonly [number, string][]) =>
    analyzeBytes(
      buildPdf({ objects: new Map([[1, '<< /Type /Catalog /Pages 2 0 R >>'], ...entries]) }),
    )

  it('counts pages itself, whatever Count says', () => {
    const findings = tree([2, '<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>'], [3, page])
    expect(findings.pages).toEqual(exact(1))
  })

  it('counts a page twice that hangs in the tree twice', () => {
    expect(tree([2, '<< /Kids [3 0 R 3 0 R] >>'], [3, page]).pages).toEqual(exact(2))
  })

  it('passes on what pages inherit', () => {
    const findings = tree(
      [2, '<< /Kids [3 0 R] /MediaBox [0 0 300 400] >>'],
      [3, '<< /Kids [4 0 R] /CropBox [50 50 350 350] /Rotate 90 >>'],
      [4, '<< /Type /Page >>'],
    )
    expect(findings.pageSizes).toEqual([{ widthPt: 250, heightPt: 300, pages: 1 }])
  })

  it('tells different paper sizes apart, in order', () => {
    const findings = tree(
      [2, '<< /Kids [3 0 R 4 0 R 3 0 R] >>'],
      [3, '<< /Type /Page /MediaBox [0 0 595 842] >>'],
      [4, '<< /Type /Page /MediaBox [842 1191 0 0] >>'],
    )
    expect(findings.pageSizes).toEqual([
      { widthPt: 595, heightPt: 842, pages: 2 },
      { widthPt: 842, heightPt: 1191, pages: 1 },
    ])
  })

  it.each<[string, readonly [number, string][]]>([
    [
      'a node that is its own kid',
      [
        [2, '<< /Kids [3 0 R 2 0 R] >>'],
        [3, page],
      ],
    ],
    [
      'nodes that hold each other',
      [
        [2, '<< /Kids [3 0 R 4 0 R] >>'],
        [3, page],
        [4, '<< /Kids [2 0 R] >>'],
      ],
    ],
    [
      'a kid that is missing',
      [
        [2, '<< /Kids [3 0 R 9 0 R] >>'],
        [3, page],
      ],
    ],
    [
      'a kid that is a number',
      [
        [2, '<< /Kids [3 0 R 12] >>'],
        [3, page],
      ],
    ],
  ])('estimates with %s', (_, entries) => {
    const findings = tree(...entries)
    expect(findings.pages).toEqual({ value: 1, known: 'estimated' })
    expect(findings.problem?.code).toBe('document-malformed')
  })

  it('says nothing of more pages than anybody prints', () => {
    const kids = (kid: string) => `<< /Kids [${Array(200).fill(kid).join(' ')}] >>`
    const findings = tree([2, kids('3 0 R')], [3, kids('4 0 R')], [4, kids('5 0 R')], [5, page])
    expect(findings.pages).toEqual({ value: null, known: 'unknown' })
    expect(findings.problem?.code).toBe('budget-exceeded')
  })

  it('has no number for a document without pages', () => {
    const findings = tree([2, '<< /Type /Pages /Kids [] >>'])
    expect(findings).toMatchObject({ pages: { value: null, known: 'unknown' }, sides: null })
  })

  it('reads what the document wants of duplex', () => {
    const asked = (value: string) =>
      analyzeBytes(
        buildPages([GRAY, GRAY, GRAY], { catalog: `/ViewerPreferences << /Duplex ${value} >>` }),
      )
    expect(asked('/DuplexFlipLongEdge')).toMatchObject({ duplex: true, sides: 3, sheets: 2 })
    expect(asked('/Simplex')).toMatchObject({ duplex: false, sheets: 3 })
    expect(analyzeBytes(buildPages([GRAY])).duplex).toBeNull()
  })
})

describe('encryption', () => {
  const padding = Buffer.from(
    '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
    'hex',
  )
  const id = Buffer.from('0123456789abcdef')
  const owner = Buffer.alloc(32, 7)
  const md5 = (...parts: readonly Uint8Array[]) =>
    createHash('md5').update(Buffer.concat(parts)).digest()

  function makeFile(revision: 2 | 3 | 4, password: Buffer): Uint8Array {
    const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff])
    const padded = Buffer.concat([password, padding]).subarray(0, 32)
    const keyBytes = revision === 2 ? 5 : 16
    let digest = md5(padded, owner, permissions, id)
    if (revision >= 3) for (let i = 0; i < 50; i++) digest = md5(digest.subarray(0, keyBytes))
    const key = digest.subarray(0, keyBytes)
    let user: Uint8Array = decryptRc4(key, padding)
    if (revision >= 3) {
      user = decryptRc4(key, md5(padding, id))
      for (let i = 1; i <= 19; i++)
        user = decryptRc4(
          key.map((byte) => byte ^ i),
          user,
        )
      user = Buffer.concat([user, Buffer.alloc(16)])
    }
    const seal = (number: number, text: string) => {
      const own = Buffer.from([number & 255, number >> 8, 0, 0, 0])
      const salt = revision === 4 ? [Buffer.from('sAlT')] : []
      const objectKey = md5(key, own, ...salt).subarray(0, Math.min(16, keyBytes + 5))
      if (revision !== 4) return decryptRc4(objectKey, bytesOf(text))
      const iv = Buffer.alloc(16, 3)
      const cipher = createCipheriv('aes-128-cbc', objectKey, iv)
      return Buffer.concat([iv, cipher.update(bytesOf(text)), cipher.final()])
    }
    const hex = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString('hex')}>`
    const filter =
      revision === 4 ? '/CF << /StdCF << /CFM /AESV2 >> >> /StmF /StdCF /StrF /StdCF' : ''
    const version = { 2: 1, 3: 2, 4: 4 }[revision]
    const encrypt = `/Filter /Standard /V ${version} /R ${revision} /Length ${keyBytes * 8} /P -4 /O ${hex(owner)} /U ${hex(user)} ${filter}`
    const objects = pagesObjects([makeStream(seal(201, RED)), makeStream(seal(203, GRAY))])
    const trailer = `/Root 1 0 R /Encrypt << ${encrypt} >> /ID [${hex(id)} ${hex(id)}]`
    return buildPdf({ objects, trailer })
  }

  it.each([2, 3, 4] as const)('opens revision %i without a password', (revision) => {
    const findings = analyzeBytes(makeFile(revision, Buffer.alloc(0)))
    expect(findings).toMatchObject({
      pages: exact(2),
      colorPages: { value: [1], known: 'exact' },
      problem: null,
    })
  })

  it.each([2, 3, 4] as const)('tells of revision %i that it needs a password', (revision) => {
    const findings = analyzeBytes(makeFile(revision, Buffer.from('secret')))
    expect(findings).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      colorPages: { value: null, known: 'unknown' },
    })
    expect(findings.problem?.code).toBe('document-encrypted')
  })
})

describe('filters', () => {
  const cases: [string, Uint8Array, string][] = [
    [
      'deflate with a PNG predictor',
      deflateSync(predicted(RED)),
      '/FlateDecode /DecodeParms << /Predictor 15 /Columns 5 >>',
    ],
    ['hexadecimal', bytesOf(`${Buffer.from(RED).toString('hex')}>`), '/ASCIIHexDecode'],
    [
      'run lengths',
      joinBytes(Uint8Array.of(RED.length - 1), RED, Uint8Array.of(128)),
      '/RunLengthDecode',
    ],
    ['two filters', bytesOf(`${deflateSync(RED).toString('hex')}>`), '[/AHx /Fl]'],
    [
      'deflate without its last bytes',
      deflateSync(`${RED} ${GRAY.repeat(99)}`).subarray(0, 50),
      '/FlateDecode',
    ],
  ]
  it.each(cases)('reads %s', (_, data, filter) => {
    const content = makeStream(data, `/Filter ${filter}`)
    expect(analyzeBytes(buildPages([content])).colorPages).toEqual({ value: [1], known: 'exact' })
  })

  it('calls a page color, estimated, when its content cannot be read', () => {
    const content = makeStream('rubbish', '/Filter /NoSuchDecode')
    expect(analyzeBytes(buildPages([content])).colorPages).toEqual({
      value: [1],
      known: 'estimated',
    })
  })
})

/** Rows of five bytes with every kind of PNG predictor that does not depend on the row before. */
function predicted(text: string): Uint8Array {
  const padded = text.padEnd(Math.ceil(text.length / 5) * 5)
  const rows: number[] = []
  for (let at = 0; at < padded.length; at += 5) {
    const row = [...padded.slice(at, at + 5)].map((letter) => letter.charCodeAt(0))
    const isSub = (at / 5) % 2 === 1
    rows.push(isSub ? 1 : 0)
    rows.push(...row.map((byte, i) => (isSub && i > 0 ? (byte - row[i - 1]!) & 255 : byte)))
  }
  return Uint8Array.from(rows)
}
