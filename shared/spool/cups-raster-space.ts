/** What the numbers of "cupsColorSpace" mean (cups/raster.h `cups_cspace_t`, PWG 5102.4 section 4.3.3.4). */
import type { ColorModel, ColorSpace } from './raster-lines/color-space.ts'

/** `null` for a number that is not in the standard. */
export function findColorSpace(
  space: number,
  told: { readonly colors: number; readonly bitsPerColor: number; readonly bitsPerPixel: number },
): ColorSpace | null {
  const named = NAMED_SPACES[space]
  if (named) return named
  if (space === KCMY_LIGHT) return told.bitsPerColor < 8 ? KCMY_WITH_LIGHT : KCMY
  const colors = told.colors || Math.floor(told.bitsPerPixel / told.bitsPerColor)
  if (space >= 32 && space <= 46) return makeProfiledSpace(colors)
  if (space >= 48 && space <= 62) return makeDeviceSpace(colors)
  return null
}

const KCMY_LIGHT = 9

function makeSpace(
  model: ColorModel,
  order: readonly number[],
  channels = order.length,
): ColorSpace {
  return { model, order, channels, certain: true }
}

const GRAY = makeSpace('gray', [0])
const RGB = makeSpace('rgb', [0, 1, 2])
const KCMY = makeSpace('cmyk', [1, 2, 3, 0])
/** Light cyan and light magenta are the fifth and sixth channel. */
const KCMY_WITH_LIGHT = makeSpace('cmyk', [1, 2, 3, 0], 6)
/** Gold, magenta, cyan, and black or silver: the first prints as yellow. */
const GOLDEN = makeSpace('cmyk', [2, 1, 0, 3])

const NAMED_SPACES: Readonly<Record<number, ColorSpace>> = {
  0: GRAY, // W
  1: RGB,
  2: makeSpace('rgb', [0, 1, 2], 4), // RGBA
  3: GRAY, // K
  4: makeSpace('cmy', [0, 1, 2]),
  5: makeSpace('cmy', [2, 1, 0]), // YMC
  6: makeSpace('cmyk', [0, 1, 2, 3]),
  7: makeSpace('cmyk', [2, 1, 0, 3]), // YMCK
  8: KCMY,
  10: GOLDEN, // GMCK
  11: GOLDEN, // GMCS
  12: { ...GRAY, certain: false }, // WHITE ink
  13: { model: 'foil', order: [0], channels: 1, certain: false }, // GOLD
  14: { ...GRAY, certain: false }, // SILVER
  15: makeSpace('xyz', [0, 1, 2]),
  16: makeSpace('lab', [0, 1, 2]),
  17: makeSpace('rgb', [0, 1, 2], 4), // RGBW
  18: GRAY, // SW
  19: RGB, // sRGB
  20: RGB, // AdobeRGB
}

/** Values under a profile that the document does not hold: read as what so many channels usually are. */
function makeProfiledSpace(colors: number): ColorSpace {
  if (colors === 3) return { ...RGB, certain: false }
  return makeDeviceSpace(colors)
}

/** Inks of the device without names: the usual ones for their number. */
function makeDeviceSpace(colors: number): ColorSpace {
  if (colors < 3) return { ...makeSpace('gray', [0], Math.max(1, colors)), certain: false }
  if (colors === 3) return { ...makeSpace('cmy', [0, 1, 2]), certain: false }
  return { ...makeSpace('cmyk', [0, 1, 2, 3], Math.min(colors, 15)), certain: false }
}
