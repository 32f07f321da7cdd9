// Documents so small that they can be cut at every byte: some of each language, and of what is wrapped around them.
import { buildPages, bytesOf, joinBytes } from '#help/build-pdf.ts'
import { buildRaster } from '#help/build-raster.ts'
import { LANGUAGES } from '#shared/contracts/findings.ts'
import { documentSeeds } from './document-seeds.ts'

export interface ShortDocument {
  readonly name: string
  readonly bytes: Uint8Array
}

const BYTES_MOST = 3_000

const pdf = buildPages(['0 0 9 9 re f', '1 0 0 rg 0 0 9 9 re f'])
const OWN: readonly ShortDocument[] = [
  { name: 'pdf', bytes: pdf },
  { name: 'pclm', bytes: joinBytes('%PDF-1.7\n%PCLm 1.0\n', pdf.subarray('%PDF-1.7\n'.length)) },
  { name: 'pwg-raster', bytes: buildRaster([grayPage()]) },
  { name: 'jpeg', bytes: Buffer.from(`ffd8ffdb004300${'01'.repeat(64)}${jpegRest()}`, 'hex') },
  { name: 'text', bytes: bytesOf('one page\f\ttwo pages\r\n') },
]

export const SHORT_DOCUMENTS: readonly ShortDocument[] = [
  ...OWN.map(({ name, bytes }) => ({ name: `${name}, own`, bytes: Uint8Array.from(bytes) })),
  ...[...LANGUAGES, 'gzip', 'pjl'].flatMap((name) =>
    documentSeeds(name)
      .map((seed) => Uint8Array.from(seed.build(seed.parts)))
      .filter(({ length }) => length <= BYTES_MOST)
      .map((bytes, at) => ({ name: `${name} ${at + 1}`, bytes })),
  ),
]

function grayPage() {
  return { width: 16, height: 3, space: 18, colors: 1, bits: 8, line: () => Array(16).fill(9) }
}

/** 8 × 8, gray: frame, two tables of one code, one scan. */
function jpegRest(): string {
  const table = '0100000000000000000000000000000000'.slice(0, 32)
  return `ffc0000b080008000801011100ffc4001400${table}00ffc4001410${table}00ffda0008010100003f007fffd9`
}
