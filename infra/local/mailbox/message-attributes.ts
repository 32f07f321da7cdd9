/** The checksum that SQS clients compare: MD5 over message attributes in SQS's own byte order. */
import { createHash, type Hash } from 'node:crypto'

const TRANSPORT = { string: 1, binary: 2 } as const

interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  /** Base64. */
  readonly BinaryValue?: string
}

/** "Calculating the MD5 message digest for message attributes" of the SQS developer guide. */
export function md5OfAttributes(attributes: Readonly<Record<string, unknown>>): string {
  const hash = createHash('md5')
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name] as MessageAttribute
    addField(hash, Buffer.from(name))
    addField(hash, Buffer.from(attribute.DataType))
    const isBinary = attribute.BinaryValue !== undefined
    hash.update(Buffer.from([isBinary ? TRANSPORT.binary : TRANSPORT.string]))
    addField(
      hash,
      isBinary
        ? Buffer.from(attribute.BinaryValue, 'base64')
        : Buffer.from(attribute.StringValue ?? ''),
    )
  }
  return hash.digest('hex')
}

function addField(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  hash.update(length).update(bytes)
}
