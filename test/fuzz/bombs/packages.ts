// Archives and pictures that unpack to gigabytes, point at themselves, or hide entities.
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { buildEmfSpool, emfRecord, metafile, spoolRecord } from '#help/build-emfspool.ts'
import { joinBytes } from '#help/build-pdf.ts'
import { buildXps, buildZip, listXpsParts } from '#help/build-xps.ts'
import { type Bomb, MEGABYTE } from './bomb.ts'

const zeros = () => new Uint8Array(64 * MEGABYTE)
const fixedPage = (content: string) => buildXps({ pages: [content] })
const LAUGHS =
  '<!DOCTYPE FixedPage [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'

function pngOf(width: number, height: number, data: Uint8Array): Uint8Array {
  const chunk = (kind: string, body: Uint8Array) => {
    const inside = joinBytes(kind, body)
    const numbers = Buffer.alloc(8)
    numbers.writeUInt32BE(body.length)
    numbers.writeUInt32BE(crc32(inside), 4)
    return joinBytes(numbers.subarray(0, 4), inside, numbers.subarray(4))
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return joinBytes(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  )
}

/** Little-endian TIFF of one directory; entries are tag, type, count, value. */
function tiffOf(
  entries: readonly (readonly [number, number, number, number])[],
  next: number,
): Uint8Array {
  const bytes = Buffer.alloc(8 + 2 + 12 * entries.length + 4)
  bytes.write('II*\0', 'latin1')
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt16LE(entries.length, 8)
  for (const [at, [tag, type, count, value]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 10 + 12 * at)
    bytes.writeUInt16LE(type, 12 + 12 * at)
    bytes.writeUInt32LE(count, 14 + 12 * at)
    bytes.writeUInt32LE(value, 18 + 12 * at)
  }
  bytes.writeUInt32LE(next, bytes.length - 4)
  return bytes
}

/** Ten thousand directories, the last of which leads to the first. */
function tiffCircle(): Uint8Array {
  const count = 10_000
  const bytes = Buffer.alloc(8 + 6 * count)
  bytes.write('II*\0', 'latin1')
  bytes.writeUInt32LE(8, 4)
  for (let at = 0; at < count; at++) {
    bytes.writeUInt32LE(at === count - 1 ? 8 : 8 + 6 * (at + 1), 8 + 6 * at + 2)
  }
  return bytes
}

/** Every entry of the directory names the same packed bytes. */
function overlappingZip(): Uint8Array {
  const packed = deflateRawSync(zeros())
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(64 * MEGABYTE, 22)
  const start = Buffer.from(buildXps({ pages: Array(200).fill('<Path Fill="#FF0000"/>') }))
  const end = start.length - 22
  const directoryAt = start.readUInt32LE(end + 16)
  const directory = Buffer.from(start.subarray(directoryAt, end))
  for (let at = 0; at + 46 <= directory.length; ) {
    const length = directory.readUInt16LE(at + 28)
    const name = directory.toString('latin1', at + 46, at + 46 + length)
    if (name.endsWith('.fpage')) {
      directory.writeUInt16LE(8, at + 10)
      directory.writeUInt32LE(packed.length, at + 20)
      directory.writeUInt32LE(64 * MEGABYTE, at + 24)
      directory.writeUInt32LE(directoryAt, at + 42)
    }
    at += 46 + length
  }
  const tail = Buffer.from(start.subarray(end))
  tail.writeUInt32LE(directoryAt + local.length + packed.length, 16)
  return joinBytes(start.subarray(0, directoryAt), local, packed, directory, tail)
}

const JPEG_TABLES =
  'ffc4001f000001050101010101010000000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d'

export const PACKAGE_BOMBS: readonly Bomb[] = [
  {
    what: 'gzip of a gigabyte',
    bytes: () => gzipSync(gzipSync(Buffer.alloc(512 * MEGABYTE, 0x20), { level: 1 })),
    pages: null,
  },
  {
    what: 'gzip of form feeds',
    bytes: () => gzipSync(Buffer.alloc(64 * MEGABYTE, '\f')),
    pages: null,
  },
  {
    what: 'gzip five deep',
    bytes: () =>
      [1, 2, 3, 4, 5].reduce(
        (inside) => gzipSync(inside),
        Buffer.from('%!PS-Adobe-3.0\n%%Pages: 1\n') as Uint8Array,
      ),
    pages: null,
  },
  {
    what: 'gzip members by the hundred thousand',
    bytes: () => joinBytes(...Array(100_000).fill(gzipSync('x'))),
    pages: null,
  },
  {
    what: 'XPS with a page of 64 MB of blanks',
    bytes: () => fixedPage(' '.repeat(64 * MEGABYTE)),
    pages: 1,
  },
  { what: 'XPS whose pages are all the same 64 MB', bytes: overlappingZip, pages: 200 },
  {
    what: 'XPS with a page of entities in entities',
    bytes: () =>
      buildZip(
        listXpsParts({ pages: ['<Path/>'] }).map((part) =>
          part.name.endsWith('.fpage')
            ? { ...part, data: `${LAUGHS}<FixedPage Width="9" Height="9">&f;&f;&x;</FixedPage>` }
            : part,
        ),
      ),
    pages: 1,
  },
  {
    what: 'XPS with entities in every part',
    bytes: () =>
      buildZip(
        listXpsParts({ pages: ['<Path/>'] }).map((part) => ({
          ...part,
          data: `${LAUGHS}${part.data}&f;`,
        })),
      ),
    pages: null,
  },
  {
    what: 'XPS of elements a million deep',
    bytes: () => fixedPage('<Canvas>'.repeat(500_000)),
    pages: 1,
  },
  {
    what: 'XPS of attributes by the million',
    bytes: () => fixedPage(`<Path ${'a="1" '.repeat(700_000)}/>`),
    pages: 1,
  },
  { what: 'XPS of open brackets', bytes: () => fixedPage('<'.repeat(4 * MEGABYTE)), pages: 1 },
  { what: 'XPS of open comments', bytes: () => fixedPage('<!--'.repeat(MEGABYTE)), pages: 1 },
  {
    what: 'XPS of one page a million and a half times',
    bytes: () =>
      buildZip(
        listXpsParts({ pages: ['<Path/>'] }).map((part) =>
          part.name.endsWith('.fdoc')
            ? {
                ...part,
                data: `<FixedDocument xmlns="http://schemas.microsoft.com/xps/2005/06">${'<PageContent Source="Pages/1.fpage"/>'.repeat(1_500_000)}</FixedDocument>`,
              }
            : part,
        ),
      ),
    pages: null,
  },
  {
    what: 'XPS of documents that name each other',
    bytes: () =>
      buildZip(
        listXpsParts({ pages: ['<Path/>'] }).map((part) =>
          part.name.endsWith('.fdseq')
            ? {
                ...part,
                data: '<FixedDocumentSequence xmlns="http://schemas.microsoft.com/xps/2005/06"><DocumentReference Source="/FixedDocSeq.fdseq"/></FixedDocumentSequence>',
              }
            : part,
        ),
      ),
    pages: null,
  },
  {
    what: 'an archive of twenty thousand parts',
    bytes: () =>
      buildZip([
        ...listXpsParts({ pages: ['<Path/>'] }),
        ...Array.from({ length: 20_000 }, (_, at) => ({ name: `${at}`, data: '', stored: true })),
      ]),
    pages: 1,
  },
  {
    what: 'a picture of a billion pixels',
    bytes: () => pngOf(40_000, 25_000, deflateSync(zeros())),
    pages: 1,
  },
  {
    what: 'a picture of two to the 62nd pixels',
    bytes: () => pngOf(0x7fffffff, 0x7fffffff, deflateSync(new Uint8Array(99))),
    pages: 1,
  },
  {
    what: 'a picture with a chunk of four gigabytes',
    bytes: () =>
      joinBytes(
        pngOf(9, 9, deflateSync(new Uint8Array(252))).subarray(0, 33),
        Uint8Array.of(255, 255, 255, 255),
        'IDATx',
      ),
    pages: 1,
  },
  {
    what: 'a picture of a million empty chunks',
    bytes: () =>
      joinBytes(
        pngOf(9, 9, new Uint8Array(0)).subarray(0, 33),
        Buffer.alloc(
          12 * 400_000,
          Buffer.from('00000000494441540000 0000'.replaceAll(' ', ''), 'hex'),
        ),
      ),
    pages: 1,
  },
  {
    what: 'a progressive photograph of four thousand million pixels without data',
    bytes: () =>
      Buffer.from(
        `ffd8ffc20011 08 ffdc ffdc 03 012200021100031100${JPEG_TABLES}`.replaceAll(' ', '') +
          `${'ffda000c03010002000300000000'}`.repeat(500) +
          'ffd9',
        'hex',
      ),
    pages: 1,
  },
  {
    what: 'a photograph of scans without end',
    bytes: () =>
      joinBytes(
        Buffer.from('ffd8ffc0001108ffdcffdc03012200021100031100', 'hex'),
        Buffer.alloc(4 * MEGABYTE, Buffer.from('ffda000c03010002110311003f00', 'hex')),
      ),
    pages: 1,
  },
  {
    what: 'a photograph of fill bytes',
    bytes: () => joinBytes(Buffer.from('ffd8', 'hex'), Buffer.alloc(4 * MEGABYTE, 0xff)),
    pages: null,
  },
  {
    what: 'a TIFF whose directory follows itself',
    bytes: () =>
      tiffOf(
        [
          [256, 4, 1, 9],
          [257, 4, 1, 9],
        ],
        8,
      ),
    pages: null,
  },
  { what: 'a TIFF of ten thousand directories in a circle', bytes: tiffCircle, pages: null },
  {
    what: 'a TIFF of four thousand million strips',
    bytes: () =>
      tiffOf(
        [
          [256, 4, 1, 40_000],
          [257, 4, 1, 0xffffffff],
          [258, 3, 1, 8],
          [259, 3, 1, 5],
          [262, 3, 1, 2],
          [273, 4, 0xffffffff, 8],
          [277, 3, 1, 3],
          [278, 4, 1, 1],
          [279, 4, 0xffffffff, 8],
        ],
        0,
      ),
    pages: 1,
  },
  {
    what: 'a TIFF of a billion pixels in one strip',
    bytes: () =>
      joinBytes(
        tiffOf(
          [
            [256, 4, 1, 40_000],
            [257, 4, 1, 25_000],
            [258, 3, 1, 8],
            [259, 3, 1, 8],
            [262, 3, 1, 2],
            [273, 4, 1, 134],
            [277, 3, 1, 3],
            [278, 4, 1, 25_000],
            [279, 4, 1, 70_000],
          ],
          0,
        ),
        deflateSync(zeros()),
      ),
    pages: 1,
  },
  {
    what: 'an EMF spool file of records of no length',
    bytes: () =>
      joinBytes(
        buildEmfSpool(),
        Buffer.alloc(4 * MEGABYTE, Buffer.from('0c00000000000000', 'hex')),
      ),
    pages: null,
  },
  {
    what: 'an EMF spool file with a record of four gigabytes',
    bytes: () => joinBytes(buildEmfSpool(), Buffer.from('0c000000ffffffff', 'hex')),
    pages: null,
  },
  {
    what: 'an EMF page of empty records',
    bytes: () =>
      buildEmfSpool(spoolRecord(12, metafile(...Array(100_000).fill(emfRecord(43, 0, 0, 9, 9))))),
    pages: 1,
  },
]
