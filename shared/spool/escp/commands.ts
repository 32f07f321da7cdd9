/** ESC/P and ESC/P2 commands: how many bytes follow each, so that graphics are never taken for commands. */

/** Bytes behind the command, or a rule that tells it from those bytes. */
export type Length =
  | number
  /** Up to a byte of 0. */
  | 'to-zero'
  /** "ESC C n": one more byte when n is 0. */
  | 'page-length'
  /** Columns in two bytes, then so many bytes a column. */
  | 'columns'
  /** "ESC * m": as above, the mode tells the bytes of a column. */
  | 'bit-image'
  /** "ESC ^ m": nine pins, two bytes a column. */
  | 'nine-pin-image'
  /** "ESC . c v h m nL nH": raster graphics. */
  | 'raster'
  /** "ESC i r c b nL nH mL mH": raster graphics in color. */
  | 'color-raster'
  /** "ESC ( x nL nH": so many bytes. */
  | 'extended'
  /** "ESC [ x nL nH" of IBM's ProPrinter: so many bytes. */
  | 'proprinter'

const LENGTHS: readonly (readonly [string, Length])[] = [
  ['0124568<=>EFGHMOPTgz9\x0e\x0f7', 0],
  ["!-/3AIJNQRSUVWaklpqrstwx~ i+'hjmu_cnbo%", 1],
  ['$\\?f', 2],
  ['dX:e', 3],
  ['BD', 'to-zero'],
  ['C', 'page-length'],
  ['KLYZ', 'columns'],
  ['*', 'bit-image'],
  ['^', 'nine-pin-image'],
  ['.', 'raster'],
  ['(', 'extended'],
  ['[', 'proprinter'],
  ['@', 0],
  ['\x19', 1],
]

/** By the byte behind ESC; `undefined` = no command that we know. */
const LENGTH_OF: readonly (Length | undefined)[] = (() => {
  const table: (Length | undefined)[] = new Array(256).fill(undefined)
  for (const [characters, length] of LENGTHS) {
    for (const character of characters) table[character.charCodeAt(0)] = length
  }
  // These differ by generation; what is read here is what ESC/P2 says.
  table['b'.charCodeAt(0)] = 'to-zero'
  table['c'.charCodeAt(0)] = 2
  table['i'.charCodeAt(0)] = 'color-raster'
  return table
})()

export function lengthOf(command: number): Length | undefined {
  return LENGTH_OF[command]
}

/** Bytes of a column in a mode of "ESC *". */
export function columnBytes(mode: number): number {
  if (mode >= 64) return 6
  return mode >= 32 ? 3 : 1
}
