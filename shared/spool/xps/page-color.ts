/** Whether a fixed page (ECMA-388) paints color: brushes, gradients and images, where they are used. */
import type { PageColor, PaperSize } from '../page-tally.ts'
import type { ColorPolicy } from '../port.ts'
import type { XmlAttributes, XmlSink } from '../xml.ts'
import { parseBrushColor } from './brush-color.ts'

export interface PageDoors {
  /** Color of an image part, by the reference to it. */
  readonly colorOfImage: (reference: string) => PageColor
  /** Brushes of a dictionary in another part, by the reference to it. */
  readonly loadDictionary: (reference: string) => ReadonlyMap<string, PageColor>
  readonly policy: ColorPolicy
}

const RESOURCES_LIMIT = 100_000
/** Their colors only mask. */
const MASKS: ReadonlySet<string> = new Set([
  'Path.OpacityMask',
  'Canvas.OpacityMask',
  'Glyphs.OpacityMask',
])

/** Sees the tags of one page, or of one resource dictionary, until the page is color and its size known. */
export class PageColorSink implements XmlSink {
  color: PageColor = 'mono'
  size: PaperSize | null = null
  /** Brushes and other resources by key. */
  readonly resources = new Map<string, PageColor>()
  readonly #doors: PageDoors
  #depth = 0
  /** Depth of an element whose inside paints nothing; 0 = none. */
  #unpainted = 0
  /** The resource being defined, and its depth. */
  #key: string | null = null
  #keyDepth = 0

  constructor(doors: PageDoors) {
    this.#doors = doors
  }

  open(name: string, attributes: XmlAttributes): boolean {
    this.#depth++
    if (this.#unpainted > 0) return true
    if (name === 'FixedPage') this.#readSize(attributes)
    if (MASKS.has(name) || Number(attributes.get('Opacity') ?? 1) === 0) {
      this.#unpainted = this.#depth
      return true
    }
    const key = this.#key === null ? attributes.get('Key') : null
    if (key !== null) {
      this.#key = key
      this.#keyDepth = this.#depth
      if (this.resources.size < RESOURCES_LIMIT) this.resources.set(key, 'mono')
    }
    this.#readElement(name, attributes)
    return this.color !== 'color'
  }

  close(): void {
    if (this.#unpainted === this.#depth) this.#unpainted = 0
    if (this.#key !== null && this.#keyDepth === this.#depth) this.#key = null
    this.#depth--
  }

  text(): void {}

  #readElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'Path':
      case 'Glyphs':
        this.#paintBrush(attributes.get('Fill'))
        this.#paintBrush(attributes.get('Stroke'))
        break
      case 'SolidColorBrush':
      case 'GradientStop':
        this.#paintBrush(attributes.get('Color'))
        break
      case 'ImageBrush':
        this.#paintImage(attributes.get('ImageSource'))
        break
      case 'ResourceDictionary':
        this.#readDictionary(attributes.get('Source'))
        break
      case 'VisualBrush':
      case 'Canvas':
        this.#paintBrush(attributes.get('Visual'))
        break
    }
  }

  /** In 1/96 inch. */
  #readSize(attributes: XmlAttributes): void {
    const [width, height] = [Number(attributes.get('Width')), Number(attributes.get('Height'))]
    if (!(width > 0 && height > 0)) return
    this.size = { widthPt: Math.round(width * 0.75), heightPt: Math.round(height * 0.75) }
  }

  #paintBrush(value: string | null): void {
    if (value === null || value === '') return
    const key = parseResourceKey(value)
    if (key === null) this.#paint(parseBrushColor(value, this.#doors.policy))
    else this.#paint(this.resources.get(key) ?? 'undecided')
  }

  #paintImage(value: string | null): void {
    if (value === null) return
    // `{ColorConvertedBitmap image.png profile.icc}`
    const converted = /^\{ColorConvertedBitmap\s+(\S+)/.exec(value)?.[1]
    this.#paint(this.#doors.colorOfImage(converted ?? value))
  }

  #readDictionary(source: string | null): void {
    if (source === null) return
    for (const [key, color] of this.#doors.loadDictionary(source)) {
      if (this.resources.size < RESOURCES_LIMIT) this.resources.set(key, color)
    }
  }

  /** Inside a resource it is kept until somebody uses it. */
  #paint(color: PageColor): void {
    if (this.#key === null) this.color = worse(this.color, color)
    else this.resources.set(this.#key, worse(this.resources.get(this.#key) ?? 'mono', color))
  }
}

function worse(a: PageColor, b: PageColor): PageColor {
  if (a === 'color' || b === 'color') return 'color'
  return a === 'undecided' || b === 'undecided' ? 'undecided' : 'mono'
}

/** `{StaticResource key}`. */
function parseResourceKey(value: string): string | null {
  return /^\{StaticResource\s+([^}\s]+)\s*\}$/.exec(value.trim())?.[1] ?? null
}
