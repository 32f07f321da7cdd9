// Builds ZIP archives (PKWARE APPNOTE) and the XPS packages (ECMA-388) in them.
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly data: string | Uint8Array
  readonly stored?: boolean
}

export function buildZip(parts: readonly ZipPart[]): Uint8Array {
  const locals: Uint8Array[] = []
  const entries: Uint8Array[] = []
  let offset = 0
  for (const { name, data, stored = false } of parts) {
    const raw = typeof data === 'string' ? Buffer.from(data) : data
    const packed = stored ? raw : deflateRawSync(raw)
    const nameBytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(raw), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(raw.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, nameBytes]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

export interface XpsSpec {
  /** What stands inside `FixedPage`, page by page. */
  readonly pages: readonly string[]
  readonly open?: boolean
  readonly more?: readonly ZipPart[]
  /** Names of parts to leave out. */
  readonly without?: readonly string[]
  /** Job-level print ticket. */
  readonly ticket?: string
}

const MICROSOFT = 'http://schemas.microsoft.com/xps/2005/06'
const OPEN = 'http://schemas.openxps.org/oxps/v1.0'

export function listXpsParts({
  pages,
  open = false,
  more = [],
  without = [],
  ticket,
}: XpsSpec): ZipPart[] {
  const schema = open ? OPEN : MICROSOFT
  const contents = pages
    .map((_, index) => `<PageContent Source="Pages/${index + 1}.fpage" />`)
    .join('')
  const parts: ZipPart[] = [
    { name: '[Content_Types].xml', data: '<Types/>' },
    {
      name: '_rels/.rels',
      data: `<?xml version="1.0"?><Relationships><Relationship Id="R1" Type="http://x/thumbnail" Target="/t.jpg"/><Relationship Id="R2" Type="${schema}/fixedrepresentation" Target="/FixedDocSeq.fdseq"/></Relationships>`,
    },
    {
      name: 'FixedDocSeq.fdseq',
      data: `<FixedDocumentSequence xmlns="${schema}"><DocumentReference Source="/Documents/1/FixedDoc.fdoc"/></FixedDocumentSequence>`,
    },
    {
      name: 'Documents/1/FixedDoc.fdoc',
      data: `<FixedDocument xmlns="${schema}">${contents}</FixedDocument>`,
    },
    ...pages.map((content, index) => ({
      name: `Documents/1/Pages/${index + 1}.fpage`,
      data: `<FixedPage Width="816" Height="1056" xmlns="${schema}" xmlns:x="${schema}/resourcedictionary-key">${content}</FixedPage>`,
    })),
  ]
  if (ticket !== undefined) {
    parts.push(
      {
        name: '_rels/FixedDocSeq.fdseq.rels',
        data: `<Relationships><Relationship Id="T" Type="${MICROSOFT}/printticket" Target="/Metadata/Job_PT.xml"/></Relationships>`,
      },
      { name: 'Metadata/Job_PT.xml', data: `<psf:PrintTicket>${ticket}</psf:PrintTicket>` },
    )
  }
  return [...parts.filter(({ name }) => !without.includes(name)), ...more]
}

export function buildXps(spec: XpsSpec): Uint8Array {
  return buildZip(listXpsParts(spec))
}
