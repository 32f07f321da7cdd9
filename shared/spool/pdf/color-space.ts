/** Color spaces of PDF (ISO 32000-2 section 8.6), reduced to one question: how far from gray is this color? */
import { hasTextAt } from '../byte-source.ts'
import { chromaOfCmyk, chromaOfLab, chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'
import type { PdfDocument } from './document.ts'
import { readFunction } from './functions.ts'
import { isArray, type PdfDict, PdfRef, PdfStream, type PdfValue } from './objects.ts'

export interface ColorSpace {
  readonly kind: 'gray' | 'rgb' | 'cmyk' | 'lab' | 'indexed' | 'tint' | 'pattern' | 'unknown'
  readonly components: number
  /** 0 to 255; NaN when nobody can say. Components as content streams give them. */
  chroma(values: ArrayLike<number>): number
  /** Lowest and highest of each component as image samples are decoded, for samples of `bits` bits. */
  decode(bits: number): readonly number[]
  readonly initial: readonly number[]
  /** No color of this space can be anything but gray. */
  readonly alwaysGray: boolean
  /** Painting in this space leaves no mark: a spot color called `None`. */
  readonly paintsNothing: boolean
  /** Under `pattern`: the space of an uncolored pattern's color. */
  readonly under: ColorSpace | null
}

const DEPTH_LIMIT = 8
const COMPONENTS_LIMIT = 32
const PROFILE_BYTES_LIMIT = 16 * 1024 * 1024

export const GRAY: ColorSpace = {
  kind: 'gray',
  components: 1,
  chroma: () => 0,
  decode: () => [0, 1],
  initial: [0],
  alwaysGray: true,
  paintsNothing: false,
  under: null,
}

export const RGB: ColorSpace = {
  ...GRAY,
  kind: 'rgb',
  components: 3,
  chroma: (values) => chromaOfRgb(clamp(values[0]), clamp(values[1]), clamp(values[2])) * 255,
  decode: () => [0, 1, 0, 1, 0, 1],
  initial: [0, 0, 0],
  alwaysGray: false,
}

export function makeCmyk(policy: ColorPolicy): ColorSpace {
  return {
    ...GRAY,
    kind: 'cmyk',
    components: 4,
    chroma: (values) =>
      chromaOfCmyk(clamp(values[0]), clamp(values[1]), clamp(values[2]), clamp(values[3]), policy),
    decode: () => [0, 1, 0, 1, 0, 1, 0, 1],
    initial: [0, 0, 0, 1],
    alwaysGray: false,
  }
}

function clamp(value: number | undefined): number {
  return value === undefined || !(value > 0) ? 0 : value < 1 ? value : 1
}

function makeUnknown(components: number): ColorSpace {
  return {
    ...GRAY,
    kind: 'unknown',
    components,
    chroma: () => Number.NaN,
    decode: () => Array.from({ length: components * 2 }, (_, i) => i & 1),
    initial: Array.from({ length: components }, () => 0),
    alwaysGray: false,
  }
}

/** Color spaces of one document; those that are objects of their own are read once. */
export class ColorSpaces {
  readonly cmyk: ColorSpace
  readonly #document: PdfDocument
  readonly #read = new Map<number, ColorSpace>()

  constructor(document: PdfDocument) {
    this.#document = document
    this.cmyk = makeCmyk(document.tools.policy)
  }

  /** `named` are the color spaces of the resources, where a name may be looked up. */
  read(value: PdfValue | undefined, named: PdfDict | null, depth = 0): ColorSpace {
    if (value instanceof PdfRef) {
      const kept = this.#read.get(value.number)
      if (kept) return kept
    }
    const space = this.#make(this.#document.resolve(value), named, depth)
    if (value instanceof PdfRef) this.#read.set(value.number, space)
    return space
  }

  #make(value: PdfValue, named: PdfDict | null, depth: number): ColorSpace {
    if (depth > DEPTH_LIMIT) return makeUnknown(1)
    if (typeof value === 'string') return this.#byName(value, named, depth)
    if (!isArray(value)) return makeUnknown(1)
    const family = this.#document.resolve(value[0])
    switch (family) {
      case 'CalGray':
        return GRAY
      case 'CalRGB':
        return RGB
      case 'CalCMYK':
        return this.cmyk
      case 'Lab':
        return this.#makeLab(value)
      case 'ICCBased':
        return this.#makeIcc(value, named, depth)
      case 'Indexed':
      case 'I':
        return this.#makeIndexed(value, named, depth)
      case 'Separation':
      case 'DeviceN':
        return this.#makeTint(value, named, depth)
      case 'Pattern': {
        const under = value.length > 1 ? this.read(value[1], named, depth + 1) : null
        return makePattern(under)
      }
      default:
        return typeof family === 'string' ? this.#byName(family, named, depth) : makeUnknown(1)
    }
  }

  #byName(name: string, named: PdfDict | null, depth: number): ColorSpace {
    switch (name) {
      case 'DeviceGray':
      case 'G':
      case 'CalGray':
        return GRAY
      case 'DeviceRGB':
      case 'RGB':
      case 'CalRGB':
        return RGB
      case 'DeviceCMYK':
      case 'CMYK':
        return this.cmyk
      case 'Pattern':
        return makePattern(null)
    }
    const own = named?.get(name)
    // A name that means itself would go round for ever.
    if (own === undefined || own === name) return makeUnknown(1)
    return this.read(own, named, depth + 1)
  }

  #makeLab(array: readonly PdfValue[]): ColorSpace {
    const dict = this.#document.dict(array[1])
    const said = this.#document.numbers(dict?.get('Range'), 6)
    // A profile's range begins with the lightness, a Lab space's does not.
    const range = said?.slice(-4) ?? [-100, 100, -100, 100]
    return {
      ...RGB,
      kind: 'lab',
      chroma: (values) => chromaOfLab(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0),
      decode: () => [0, 100, ...range],
    }
  }

  #makeIcc(array: readonly PdfValue[], named: PdfDict | null, depth: number): ColorSpace {
    const stream = this.#document.stream(array[1])
    const components = this.#document.number(stream?.dict.get('N'))
    const alternate = stream?.dict.get('Alternate')
    if (alternate !== undefined && alternate !== null) {
      const space = this.read(alternate, named, depth + 1)
      if (space.components === components && space.kind !== 'pattern') return space
    }
    if (components === 1) return GRAY
    if (components === 3) return stream && this.#isLabProfile(stream) ? this.#makeLab(array) : RGB
    if (components === 4) return this.cmyk
    return makeUnknown(components === 2 ? 2 : 1)
  }

  /** ICC.1 section 7.2: the header says what the components are. `Range` stands where Lab has its own. */
  #isLabProfile(stream: PdfStream): boolean {
    return hasTextAt(this.#document.decode(stream, PROFILE_BYTES_LIMIT).bytes, 16, 'Lab ')
  }

  #makeIndexed(array: readonly PdfValue[], named: PdfDict | null, depth: number): ColorSpace {
    const base = this.read(array[1], named, depth + 1)
    const last = Math.min(Math.max(this.#document.number(array[2]) ?? 0, 0), 255)
    const table = this.#document.resolve(array[3])
    const bytes = table instanceof PdfStream ? this.#document.decode(table, 65_536).bytes : table
    const palette = readPalette(base, bytes instanceof Uint8Array ? bytes : new Uint8Array(0), last)
    return {
      ...GRAY,
      kind: 'indexed',
      components: 1,
      chroma: (values) => palette[Math.min(Math.max(Math.round(values[0] ?? 0), 0), last)] ?? 0,
      decode: (bits) => [0, 2 ** bits - 1],
      initial: [0],
      alwaysGray: palette.every((chroma) => chroma === 0),
    }
  }

  /** Spot colors are what their alternate color is; the names of all and of no ink mean something themselves. */
  #makeTint(array: readonly PdfValue[], named: PdfDict | null, depth: number): ColorSpace {
    const names = this.#readInkNames(array[1])
    const components = Math.min(names.length, COMPONENTS_LIMIT)
    const plain = { ...GRAY, kind: 'tint' as const, components, initial: names.map(() => 1) }
    const decode = () => Array.from({ length: components * 2 }, (_, i) => i & 1)
    if (names.every((name) => name === 'None')) return { ...plain, decode, paintsNothing: true }
    const isBlack = names.every((name) => name === 'Black' || name === 'All' || name === 'None')
    if (isBlack) return { ...plain, decode }
    const alternate = this.read(array[2], named, depth + 1)
    if (alternate.alwaysGray) return { ...plain, decode }
    const transform = readFunction(this.#document, array[3])
    const memory = new Map<string, number>()
    const chroma = (values: ArrayLike<number>) => {
      if (!transform) return Number.NaN
      const inputs = Array.from({ length: components }, (_, i) => values[i] ?? 0)
      const key = inputs.join()
      const kept = memory.get(key)
      if (kept !== undefined) return kept
      const answer = alternate.chroma(transform(inputs))
      if (memory.size > 4_096) memory.clear()
      memory.set(key, answer)
      return answer
    }
    return { ...plain, decode, chroma, alwaysGray: false }
  }

  #readInkNames(value: PdfValue | undefined): readonly PdfValue[] {
    const found = this.#document.resolve(value)
    if (isArray(found)) return found.map((name) => this.#document.resolve(name))
    return [found]
  }
}

function makePattern(under: ColorSpace | null): ColorSpace {
  return { ...makeUnknown(under?.components ?? 0), kind: 'pattern', under }
}

/** How far each entry is from gray. */
function readPalette(base: ColorSpace, bytes: Uint8Array, last: number): readonly number[] {
  const ranges = base.decode(8)
  const palette: number[] = []
  for (let entry = 0; entry <= last; entry++) {
    const values = Array.from({ length: base.components }, (_, i) => {
      const low = ranges[i * 2] ?? 0
      const high = ranges[i * 2 + 1] ?? 1
      return low + ((bytes[entry * base.components + i] ?? 0) / 255) * (high - low)
    })
    palette.push(base.chroma(values))
  }
  return palette
}
