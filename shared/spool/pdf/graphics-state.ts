/** The graphics state (ISO 32000-2 section 8.4), as far as color and place need it. */
import { type ColorSpace, GRAY } from './color-space.ts'
import type { FontFacts } from './fonts.ts'
import { type Box, IDENTITY, type Matrix } from './geometry.ts'
import type { PdfValue } from './objects.ts'

/** What a blend mode makes of color on a gray page: shows it, hides it, or depends on what lies below. */
export type BlendEffect = 'shows' | 'hides' | 'depends'

export interface Paint {
  readonly space: ColorSpace
  /** 0 to 255; NaN when nobody can say. */
  readonly chroma: number
  /** The pattern to paint with instead, as the resources hold it. */
  readonly pattern: PdfValue
}

export const BLACK: Paint = { space: GRAY, chroma: 0, pattern: null }

export class GraphicsState {
  matrix: Matrix = IDENTITY
  clip: Box
  /** The clip really is its box, not only inside it. */
  clipIsBox = true
  fill: Paint = BLACK
  stroke: Paint = BLACK
  fillAlpha = 1
  strokeAlpha = 1
  blend: BlendEffect | 'normal' = 'normal'
  softMask = false
  lineWidth = 1
  font: FontFacts | null = null
  fontSize = 0
  charSpace = 0
  wordSpace = 0
  /** 1 = 100 %. */
  stretch = 1
  leading = 0
  rise = 0
  renderMode = 0

  constructor(clip: Box) {
    this.clip = clip
  }

  copy(): GraphicsState {
    const copy = new GraphicsState(this.clip)
    copy.matrix = this.matrix
    copy.clipIsBox = this.clipIsBox
    copy.fill = this.fill
    copy.stroke = this.stroke
    copy.fillAlpha = this.fillAlpha
    copy.strokeAlpha = this.strokeAlpha
    copy.blend = this.blend
    copy.softMask = this.softMask
    copy.lineWidth = this.lineWidth
    copy.font = this.font
    copy.fontSize = this.fontSize
    copy.charSpace = this.charSpace
    copy.wordSpace = this.wordSpace
    copy.stretch = this.stretch
    copy.leading = this.leading
    copy.rise = this.rise
    copy.renderMode = this.renderMode
    return copy
  }
}

/** On white paper, and on any gray: the formulas of ISO 32000-2 section 11.3.5. */
const BLEND_EFFECTS: Readonly<Record<string, BlendEffect | 'normal'>> = {
  Normal: 'normal',
  Compatible: 'normal',
  Multiply: 'shows',
  Darken: 'shows',
  HardLight: 'shows',
  Difference: 'shows',
  Exclusion: 'shows',
  Color: 'shows',
  // They take color from below, and there is none.
  Hue: 'hides',
  Saturation: 'hides',
  Luminosity: 'hides',
  // White stays white under these, black does not.
  Screen: 'depends',
  Overlay: 'depends',
  Lighten: 'depends',
  ColorDodge: 'depends',
  ColorBurn: 'depends',
  SoftLight: 'depends',
}

export function blendEffect(name: unknown): BlendEffect | 'normal' {
  return (typeof name === 'string' && BLEND_EFFECTS[name]) || 'normal'
}
