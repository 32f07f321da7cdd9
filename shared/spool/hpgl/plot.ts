/** Reads HP-GL/2 (and HP-GL) instructions, byte after byte: what they draw, in which color, and where pages end. */
import type { Budget } from '../budget.ts'
import type { PageColor, PaperSize } from '../page-tally.ts'

/** Who draws: a PCL page with a plot inside, or a plotter. */
export interface PlotSurface {
  readonly budget: Budget
  mark(color: PageColor): void
  /** "PG", advance page; `always` also when nothing is drawn. */
  advancePage(always: boolean): void
  isPenColor(pen: number): boolean
  /** "PC" with red, green, blue of 0 to 1; `null` = back to the pen's first color. */
  setPen(pen: number, rgb: readonly [number, number, number] | null): void
  /** "IN": pens as at power on. */
  resetPens(): void
  /** "PS" */
  setPaper(size: PaperSize): void
  /** "RP" and "BP" */
  setCopies(copies: number): void
}

const ESC = 0x1b
const SEMICOLON = 0x3b
const PARAMETERS_LIMIT = 8
const UNITS_PER_POINT = 1016 / 72
const COPIES_LIMIT = 99

/** What an instruction takes behind its two letters. */
type Taking = 'nothing' | 'numbers' | 'label' | 'terminator' | 'encoded' | 'quoted' | 'symbol'

export class Plot {
  readonly #surface: PlotSurface
  /** Instructions that no plotter knows: many of them mean that this is no plot. */
  strange = 0
  instructions = 0
  /** The last instruction put the pen away or ended the page: the plot says itself that it is complete. */
  isFinished = false
  #taking: Taking = 'nothing'
  #firstLetter = 0
  #name = 0
  readonly #numbers = new Float64Array(PARAMETERS_LIMIT)
  #numberCount = 0
  #number = 0
  #scale = 0
  #isNegative = false
  #hasDigits = false
  #pen = 1
  #isPenDown = false
  #labelEnd = 3
  #hasLabelText = false
  #range: [number, number, number, number, number, number] = [0, 255, 0, 255, 0, 255]
  readonly #polyline = new EncodedPolyline()

  constructor(surface: PlotSurface) {
    this.#surface = surface
  }

  /** Reads to `end` or to the next escape, which is not its; the answer is where it stopped. */
  push(data: Uint8Array, from: number, end: number): number {
    let at = from
    while (at < end && data[at] !== ESC) {
      const start = at
      at = this.#step(data, at, end)
      this.#surface.budget.spendOperations(1 + ((at - start) >> 6))
    }
    return at
  }

  /** What follows is no plot any more. */
  finish(): void {
    this.#endInstruction()
  }

  #step(data: Uint8Array, at: number, end: number): number {
    switch (this.#taking) {
      case 'numbers':
        return this.#readNumbers(data, at, end)
      case 'label':
        return this.#readLabel(data, at, end)
      case 'terminator':
        if (data[at] !== SEMICOLON) this.#labelEnd = data[at]!
        this.#taking = 'numbers'
        return at + 1
      case 'symbol':
        this.#taking = 'numbers'
        return data[at] === SEMICOLON ? at : at + 1
      case 'quoted':
        return this.#readQuoted(data, at, end)
      case 'encoded':
        return this.#readEncoded(data, at, end)
      default:
        return this.#readName(data, at)
    }
  }

  #readName(data: Uint8Array, at: number): number {
    const byte = data[at]!
    if (!isLetter(byte)) {
      // Separators and line ends stand anywhere between instructions.
      if (byte > 0x20 && byte !== SEMICOLON && byte !== 0x2c) this.strange++
      this.#firstLetter = 0
      return at + 1
    }
    const upper = byte & 0xdf
    if (this.#firstLetter === 0) {
      this.#firstLetter = upper
      return at + 1
    }
    this.#name = (this.#firstLetter << 8) | upper
    this.#firstLetter = 0
    this.#numberCount = 0
    this.#clearNumber()
    this.#hasLabelText = false
    this.#polyline.start()
    this.#taking = TAKING.get(this.#name) ?? 'numbers'
    return at + 1
  }

  #readNumbers(data: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const byte = data[at]!
      if (byte >= 0x30 && byte <= 0x39) {
        this.#hasDigits = true
        if (this.#scale === 0) this.#number = this.#number * 10 + byte - 0x30
        else {
          this.#number += (byte - 0x30) * this.#scale
          this.#scale /= 10
        }
      } else if (byte === 0x2e) this.#scale = 0.1
      else if (byte === 0x2c || byte <= 0x20 || byte === 0x2b || byte === 0x2d) {
        if (byte === ESC) return at
        this.#endNumber()
        this.#isNegative = byte === 0x2d
      } else {
        this.#endNumber()
        this.#endInstruction()
        return byte === SEMICOLON ? at + 1 : isLetter(byte) ? at : this.#skipStrange(at)
      }
    }
    return end
  }

  #skipStrange(at: number): number {
    this.strange++
    return at + 1
  }

  #endNumber(): void {
    if (!this.#hasDigits) return
    if (this.#numberCount < PARAMETERS_LIMIT) {
      this.#numbers[this.#numberCount] = this.#isNegative ? -this.#number : this.#number
    }
    this.#numberCount++
    this.#clearNumber()
  }

  #clearNumber(): void {
    this.#number = 0
    this.#scale = 0
    this.#isNegative = false
    this.#hasDigits = false
  }

  #readLabel(data: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const byte = data[at]!
      if (byte === this.#labelEnd) {
        this.#endInstruction()
        return at + 1
      }
      if (byte > 0x20) this.#hasLabelText = true
      if (byte === ESC) return at
    }
    return end
  }

  #readQuoted(data: Uint8Array, from: number, end: number): number {
    // A comment: ends at the semicolon behind its second quote, or at the first when it has none.
    for (let at = from; at < end; at++) {
      const byte = data[at]!
      if (byte === 0x22) this.#numberCount++
      else if (byte === ESC) return at
      else if (byte === SEMICOLON && this.#numberCount !== 1) {
        this.#endInstruction()
        return at + 1
      }
    }
    return end
  }

  #readEncoded(data: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const byte = data[at]!
      if (byte === SEMICOLON) {
        this.#endInstruction()
        return at + 1
      }
      if (byte === ESC) return at
      const pen = this.#polyline.push(byte)
      if (pen !== null) this.#pen = pen
      else if (this.#polyline.draws) this.#draw()
    }
    return end
  }

  #endInstruction(): void {
    if (this.#taking === 'nothing') return
    this.#endNumber()
    this.#taking = 'nothing'
    this.instructions++
    const isKnown = KNOWN.has(this.#name)
    if (!isKnown) this.strange++
    this.#execute()
  }

  #execute(): void {
    const surface = this.#surface
    const name = this.#name
    const [first, second] = this.#numbers
    const count = this.#numberCount
    if (DRAWING.has(name)) {
      if (name !== LB || this.#hasLabelText) this.#draw()
      return
    }
    switch (name) {
      case PU:
      case PD:
        this.#isPenDown = name === PD
        if (this.#isPenDown && count > 1) this.#draw()
        break
      case PA:
      case PR:
        if (this.#isPenDown && count > 1) this.#draw()
        break
      case SP:
        this.#pen = count > 0 ? Math.trunc(first!) : 0
        this.isFinished = this.#pen === 0
        break
      case IN:
        this.#pen = 1
        this.#isPenDown = false
        this.#labelEnd = 3
        this.#range = [0, 255, 0, 255, 0, 255]
        surface.resetPens()
        break
      case DF:
        this.#labelEnd = 3
        break
      case PC:
        this.#setPen(count)
        break
      case CR:
        for (let i = 0; i < 6; i++) this.#range[i] = i < count ? this.#numbers[i]! : (i % 2) * 255
        break
      case PG:
      case AF:
      case AH:
        surface.advancePage(name === PG && count > 0)
        this.isFinished = true
        break
      case PS:
        // The first is the length along the paper's way, the second the width of the roll.
        if (count > 0 && first! > 0) {
          const length = Math.round(first! / UNITS_PER_POINT)
          const width = count > 1 && second! > 0 ? Math.round(second! / UNITS_PER_POINT) : length
          surface.setPaper({ widthPt: Math.min(width, length), heightPt: Math.max(width, length) })
        }
        break
      case RP:
        surface.setCopies(Math.min(Math.max(count > 0 ? Math.trunc(first!) : 1, 1), COPIES_LIMIT))
        break
      case BP:
        for (let i = 0; i + 1 < Math.min(count, PARAMETERS_LIMIT); i += 2) {
          if (this.#numbers[i] === 2 && this.#numbers[i + 1]! >= 1) {
            surface.setCopies(Math.min(Math.trunc(this.#numbers[i + 1]!), COPIES_LIMIT))
          }
        }
        break
    }
  }

  #draw(): void {
    this.isFinished = false
    this.#surface.mark(this.#surface.isPenColor(this.#pen) ? 'color' : 'mono')
  }

  #setPen(count: number): void {
    if (count === 0) this.#surface.resetPens()
    else if (count < 4) this.#surface.setPen(this.#numbers[0]!, null)
    else {
      const part = (i: number): number => {
        const [black, white] = [this.#range[2 * i]!, this.#range[2 * i + 1]!]
        const share = white === black ? 0 : (this.#numbers[i + 1]! - black) / (white - black)
        return Math.min(Math.max(share, 0), 1)
      }
      this.#surface.setPen(this.#numbers[0]!, [part(0), part(1), part(2)])
    }
  }
}

/** "PE", polyline encoded: numbers in base 64 (or 32 behind a "7"), flags between them. */
class EncodedPolyline {
  draws = false
  #isPenNumber = false
  #isSevenBit = false
  #value = 0
  #weight = 1

  start(): void {
    this.draws = false
    this.#isPenNumber = false
    this.#isSevenBit = false
    this.#clear()
  }

  /** The number of a pen when one was chosen, else `null`. */
  push(byte: number): number | null {
    if (byte === 0x3a) this.#isPenNumber = true
    else if (byte === 0x37) this.#isSevenBit = true
    else if (byte >= 63) {
      const base = this.#isSevenBit ? 32 : 64
      const isLast = byte >= 63 + base
      if (this.#weight < 2 ** 40) this.#value += ((byte - 63) % base) * this.#weight
      this.#weight *= base
      if (!isLast) return null
      const pen = this.#isPenNumber ? Math.trunc(this.#value / 2) : null
      if (!this.#isPenNumber) this.draws = true
      this.#isPenNumber = false
      this.#clear()
      return pen
    }
    return null
  }

  #clear(): void {
    this.#value = 0
    this.#weight = 1
  }
}

function isLetter(byte: number): boolean {
  const upper = byte & 0xdf
  return upper >= 0x41 && upper <= 0x5a && byte < 0x80
}

function code(name: string): number {
  return (name.charCodeAt(0) << 8) | name.charCodeAt(1)
}

function codes(names: string): ReadonlySet<number> {
  return new Set(names.split(' ').map(code))
}

const [PU, PD, PA, PR, SP, IN, DF] = ['PU', 'PD', 'PA', 'PR', 'SP', 'IN', 'DF'].map(code)
const [PC, CR, PG, AF, AH, PS, RP, BP, LB] = [
  ...['PC', 'CR', 'PG', 'AF', 'AH'],
  ...['PS', 'RP', 'BP', 'LB'],
].map(code)

/** These put ink on the paper wherever the pen is. */
const DRAWING = codes('AA AR AT BR BZ CI EA ER EP EW FP LB PB RA RR RT WG XT YT CP')

/** What HP-GL and HP-GL/2 know: everything else is a sign that this is something else. */
const KNOWN = codes(
  'AA AC AD AF AH AR AT BL BP BR BZ CA CF CI CM CO CP CR CS CT CV DC DF DI DL DP DR DT DV EA EC ' +
    'EP ER ES EW FI FN FP FR FS FT GM IC IM IN IP IR IV IW KY LA LB LM LO LT MC MG MT NP NR OA OC ' +
    'OD OE OF OG OH OI OK OL OO OP OS OT OW PA PB PC PD PE PG PM PP PR PS PT PU PW QL RA RF RO RP ' +
    'RQ RR RS RT SA SB SC SD SI SL SM SP SR SS ST SV TD TL TR UC UL VS WD WG WU XT YT RV SG TF',
)

const TAKING: ReadonlyMap<number, Taking> = new Map<number, Taking>([
  [code('LB'), 'label'],
  [code('BL'), 'label'],
  [code('WD'), 'label'],
  [code('DT'), 'terminator'],
  [code('SM'), 'symbol'],
  [code('CO'), 'quoted'],
  [code('MG'), 'quoted'],
  [code('PE'), 'encoded'],
])
