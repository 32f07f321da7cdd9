/** What a driver was set to: the public part of DEVMODEW ([MS-RPRN] section 2.2.2.1). */

export interface DevMode {
  readonly copies: number | null // "dmCopies"
  readonly duplex: boolean | null // "dmDuplex"
  readonly color: boolean | null // "dmColor"
  /** In points, as the paper lies: "dmOrientation" turns it. */
  readonly paper: { readonly widthPt: number; readonly heightPt: number } | null
}

/** Up to and with "dmDuplex". */
const PUBLIC_BYTES = 96

/** "dmFields": which of the settings hold. */
const FIELD = {
  orientation: 0x1,
  paperSize: 0x2,
  paperLength: 0x4,
  paperWidth: 0x8,
  copies: 0x100,
  color: 0x800,
  duplex: 0x1000,
} as const
const LANDSCAPE = 2
const COLOR = 2
const SIMPLEX = 1

/** `null` when the bytes are too few. */
export function parseDevMode(bytes: Uint8Array): DevMode | null {
  if (bytes.length < PUBLIC_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = view.getUint32(72, true)
  const read = (field: number, offset: number) =>
    fields & field ? view.getInt16(offset, true) : null
  const copies = read(FIELD.copies, 86)
  const color = read(FIELD.color, 92)
  const duplex = read(FIELD.duplex, 94)
  const length = read(FIELD.paperLength, 80)
  const width = read(FIELD.paperWidth, 82)
  const isLandscape = read(FIELD.orientation, 76) === LANDSCAPE
  return {
    copies: copies !== null && copies > 0 ? copies : null,
    duplex: duplex === null ? null : duplex > SIMPLEX,
    color: color === null ? null : color === COLOR,
    paper: makePaper(read(FIELD.paperSize, 78), width, length, isLandscape),
  }
}

function makePaper(
  number: number | null,
  widthTenthsMm: number | null,
  lengthTenthsMm: number | null,
  isLandscape: boolean,
): DevMode['paper'] {
  const named = number === null ? undefined : PAPERS[number]
  const own = widthTenthsMm && lengthTenthsMm && widthTenthsMm > 0 && lengthTenthsMm > 0
  const [width, height] = named ?? (own ? [widthTenthsMm, lengthTenthsMm] : [])
  if (!width || !height) return null
  const [across, down] = isLandscape ? [height, width] : [width, height]
  return { widthPt: toPoints(across), heightPt: toPoints(down) }
}

function toPoints(tenthsMm: number): number {
  return Math.round((tenthsMm * 72) / 254)
}

/** "dmPaperSize" → tenths of a millimeter ([MS-RPRN] section 2.2.2.1, the usual ones). */
const PAPERS: Readonly<Record<number, readonly [number, number]>> = {
  1: [2159, 2794], // letter
  2: [2159, 2794],
  3: [2794, 4318], // tabloid
  4: [4318, 2794], // ledger
  5: [2159, 3556], // legal
  6: [1397, 2159], // statement
  7: [1842, 2667], // executive
  8: [2970, 4200], // A3
  9: [2100, 2970], // A4
  10: [2100, 2970],
  11: [1480, 2100], // A5
  12: [2570, 3640], // B4 (JIS)
  13: [1820, 2570], // B5 (JIS)
  14: [2159, 3302], // folio
  17: [2794, 4318], // 11x17
  20: [1048, 2413], // envelope 10
  27: [1100, 2200], // envelope DL
  28: [1620, 2290], // envelope C5
  66: [4200, 5940], // A2
  70: [1050, 1480], // A6
}
