/** Colors of PCL XL's graphics state: color space, palette, brush and pen. */
import { chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'
import type { Attributes } from './attributes.ts'
import { ATTRIBUTE } from './tokens.ts'

export type Space = 'gray' | 'rgb' | 'other'

/** What a brush or a pen paints with. */
export type Paint =
  | { readonly kind: 'none' | 'gray' | 'color' | 'undecided' }
  | { readonly kind: 'pattern'; readonly id: number }

export interface GraphicsState {
  readonly space: Space
  /** Which entries of the palette are color; `null` = there is no palette. */
  readonly paletteColors: Uint8Array | null
  readonly brush: Paint
  readonly pen: Paint
}

/** At the start of each page: black on white. */
export const INITIAL_STATE: GraphicsState = {
  space: 'gray',
  paletteColors: null,
  brush: { kind: 'gray' },
  pen: { kind: 'gray' },
}

const PALETTE_ENTRIES = 256

/** "SetColorSpace". */
export function withColorSpace(
  state: GraphicsState,
  attributes: Attributes,
  policy: ColorPolicy,
): GraphicsState {
  const space = spaceOfNumber(attributes.number(ATTRIBUTE.colorSpace, 1))
  return { ...state, space, paletteColors: paletteColors(attributes, space, policy) }
}

/** "SetBrushSource" and "SetPenSource". */
export function paintOf(attributes: Attributes, space: Space, policy: ColorPolicy): Paint {
  if (attributes.has(ATTRIBUTE.nullBrush) || attributes.has(ATTRIBUTE.nullPen))
    return { kind: 'none' }
  if (attributes.has(ATTRIBUTE.patternSelectId)) {
    return { kind: 'pattern', id: attributes.number(ATTRIBUTE.patternSelectId, -1) }
  }
  if (attributes.has(ATTRIBUTE.grayLevel)) return { kind: 'gray' }
  const id = attributes.has(ATTRIBUTE.rgbColor) ? ATTRIBUTE.rgbColor : ATTRIBUTE.primaryArray
  const primaries = attributes.array(id, 4)
  if (!primaries || primaries.length < 3) return { kind: 'gray' }
  if (space === 'other' || primaries.length > 3) return { kind: 'undecided' }
  const most = attributes.isReal(id) ? 1 : 2 ** (8 * attributes.numberBytes(id)) - 1
  const [red, green, blue] = primaries
  const chroma = (chromaOfRgb(red!, green!, blue!) * 255) / most
  return { kind: chroma > policy.chromaLimit ? 'color' : 'gray' }
}

function spaceOfNumber(number: number): Space {
  if (number === 1) return 'gray'
  // sRGB has a number of its own.
  return number === 2 || number === 6 ? 'rgb' : 'other'
}

function paletteColors(
  attributes: Attributes,
  space: Space,
  policy: ColorPolicy,
): Uint8Array | null {
  const isColored = space !== 'gray'
  const data = attributes.array(ATTRIBUTE.paletteData, PALETTE_ENTRIES * 3)
  if (!data) return null
  const colors = new Uint8Array(PALETTE_ENTRIES)
  if (!isColored) return colors
  for (let entry = 0; entry * 3 + 2 < data.length; entry++) {
    const [red, green, blue] = data.slice(entry * 3, entry * 3 + 3)
    if (chromaOfRgb(red!, green!, blue!) > policy.chromaLimit) colors[entry] = 1
  }
  return colors
}
