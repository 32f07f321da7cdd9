/** Decoders against independent encoders, whole, cut and damaged. */
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTools } from '#help/analyze-bytes.ts'
import { decodeAscii85, decodeHex } from '#shared/spool/codecs/ascii.ts'
import { inflate } from '#shared/spool/codecs/inflate.ts'
import { type DeflateFraming, inflateChunks } from '#shared/spool/codecs/inflate-chunks.ts'
import { decodeLzw } from '#shared/spool/codecs/lzw.ts'
import { undoPngRow } from '#shared/spool/codecs/png-rows.ts'
import { decodeRunLength } from '#shared/spool/codecs/run-length.ts'
import { undoTiffRow } from '#shared/spool/codecs/tiff-rows.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const { budget } = makeTools()

/** Bytes with repetitions near and far, as documents have them. */
const documentBytes = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 400 })), {
    maxLength: 12,
  })
  .map((parts) =>
    Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))),
  )

function inflateAll(framing: DeflateFraming, packed: Uint8Array, chunkBytes = 1_000) {
  const parts: Uint8Array[] = []
  let at = 0
  const next = () => {
    const chunk = packed.subarray(at, at + chunkBytes)
    at += chunk.length
    return chunk.length === 0 ? null : chunk
  }
  const end = inflateChunks(framing, next, (bytes) => {
    parts.push(bytes.slice())
    return true
  })
  return { end, bytes: Buffer.concat(parts) }
}

describe('deflate, piece by piece', () => {
  it('gives back what zlib packed, at every level and strategy, in chunks of any size', () => {
    const level = fc.integer({ min: 0, max: 9 })
    const strategy = fc.constantFrom(
      constants.Z_DEFAULT_STRATEGY,
      constants.Z_FIXED,
      constants.Z_HUFFMAN_ONLY,
    )
    const chunk = fc.integer({ min: 1, max: 5_000 })
    fc.assert(
      fc.property(documentBytes, level, strategy, chunk, (bytes, one, two, size) => {
        const options = { level: one, strategy: two }
        const each = [
          inflateAll('zlib', deflateSync(bytes, options), size),
          inflateAll('raw', deflateRawSync(bytes, options), size),
          inflateAll('gzip', gzipSync(bytes, options), size),
        ]
        for (const result of each) expect(result).toEqual({ end: 'complete', bytes })
      }),
      { numRuns: 60 },
    )
  })

  it('keeps a window of 32 KB across its pieces', () => {
    const far = Buffer.alloc(32_000, 'x')
    const bytes = Buffer.concat([
      Buffer.from('needle'),
      far,
      Buffer.from('needle'),
      far,
      far,
      far,
      far,
      far,
    ])
    expect(inflateAll('zlib', deflateSync(bytes)).bytes.equals(bytes)).toBe(true)
  })

  it('reads gzip members one after the other as one document', () => {
    const packed = Buffer.concat([gzipSync('first '), gzipSync('second')])
    expect(inflateAll('gzip', packed)).toEqual({
      end: 'complete',
      bytes: Buffer.from('first second'),
    })
  })

  it('does not mind zeros behind the last member', () => {
    const packed = Buffer.concat([gzipSync('all'), Buffer.alloc(100)])
    expect(inflateAll('gzip', packed)).toEqual({ end: 'complete', bytes: Buffer.from('all') })
  })

  it('gives what precedes the cut, wherever it is', () => {
    const bytes = Buffer.from('the quick brown fox '.repeat(40))
    const packed = deflateSync(bytes)
    for (let length = 2; length < packed.length - 5; length++) {
      const cut = inflateAll('zlib', packed.subarray(0, length))
      expect(cut.end).toBe('truncated')
      expect(bytes.subarray(0, cut.bytes.length).equals(cut.bytes)).toBe(true)
    }
  })

  it('never hangs or throws on rubbish', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['complete', 'truncated', 'damaged']).toContain(inflateAll('raw', bytes).end)
      }),
      { numRuns: 300 },
    )
  })
})

describe('deflate in one call', () => {
  it('keeps what it can read of damaged data', () => {
    const bytes = Buffer.concat([
      Buffer.alloc(5_000, 'a'),
      Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) & 255)),
    ])
    const packed = deflateSync(bytes)
    packed.fill(0xff, packed.length - 40, packed.length - 20)
    const { bytes: read, complete } = inflate(packed, 1e6, budget)
    expect(complete).toBe(false)
    expect(read.length).toBeGreaterThan(4_000)
    expect(bytes.subarray(0, 4_000).equals(read.subarray(0, 4_000))).toBe(true)
  })

  it('stops at its limit', () => {
    const { bytes, complete } = inflate(deflateSync(Buffer.alloc(100_000)), 1_000, budget)
    expect({ length: bytes.length, complete }).toEqual({ length: 1_000, complete: false })
  })
})

describe('small filters', () => {
  it('decodes the LZW example of the PDF specification', () => {
    const packed = Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01)
    const { bytes, complete } = decodeLzw(packed, 1, 1_000, budget)
    expect([...bytes]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
    expect(complete).toBe(true)
  })

  it('decodes run lengths', () => {
    const { bytes } = decodeRunLength(Uint8Array.of(2, 1, 2, 3, 254, 9, 128, 7), 100, budget)
    expect([...bytes]).toEqual([1, 2, 3, 9, 9, 9])
  })

  it.each([
    ['87cURD]j7BEbo80~>', 'Hello world!'],
    ['z~>', '\0\0\0\0'],
    ['9jq o^~>', 'Man '],
    ['9jq~>', 'Ma'],
  ])('decodes ASCII85 %j', (text, plain) => {
    expect(Buffer.from(decodeAscii85(bytesOf(text)).bytes).toString('latin1')).toBe(plain)
  })

  it('decodes hexadecimal with white space and a missing digit', () => {
    expect([...decodeHex(bytesOf('48 6\n5 7>')).bytes]).toEqual([0x48, 0x65, 0x70])
  })
})

describe('predictors', () => {
  it('undoes each PNG filter as the specification makes it', () => {
    const row = fc.uint8Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        row,
        row,
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (own, above, kind, pixel) => {
          const before = Uint8Array.from(own, (_, i) => above[i % above.length]!)
          const packed = own.map((byte, i) => byte - predictPng(kind, own, before, pixel, i))
          undoPngRow(kind, packed, before, pixel)
          expect([...packed]).toEqual([...own])
        },
      ),
    )
  })

  it('undoes differences of 8 and 16 bits and of single bits', () => {
    const bytes = Uint8Array.of(10, 20, 30, 1, 2, 3)
    undoTiffRow(bytes, 3, 8)
    expect([...bytes]).toEqual([10, 20, 30, 11, 22, 33])
    const words = Uint8Array.of(0x00, 0xff, 0x00, 0x02)
    undoTiffRow(words, 1, 16)
    expect([...words]).toEqual([0x00, 0xff, 0x01, 0x01])
    const bits = Uint8Array.of(0b1000_1000)
    undoTiffRow(bits, 1, 1)
    expect(bits[0]).toBe(0b1111_0000)
  })
})

/** PNG specification section 9.2, the encoder's side. */
function predictPng(
  kind: number,
  row: Uint8Array,
  above: Uint8Array,
  pixel: number,
  at: number,
): number {
  const a = at < pixel ? 0 : row[at - pixel]!
  const b = above[at]!
  const c = at < pixel ? 0 : above[at - pixel]!
  switch (kind) {
    case 1:
      return a
    case 2:
      return b
    case 3:
      return Math.floor((a + b) / 2)
    case 4: {
      const p = a + b - c
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)]
      return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
    }
    default:
      return 0
  }
}
