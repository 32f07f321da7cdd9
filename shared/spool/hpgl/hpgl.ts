/** HP-GL/2 as a document of its own, as plotters take it; inside PCL the same plot is read by pcl5/. */

import { latin1 } from '../byte-source.ts'
import { type PageColor, PageTally, type PaperSize } from '../page-tally.ts'
import { INITIAL_PEN_COLORS, Palette } from '../pcl5/palette.ts'
import type { AnalyzeTools, LanguageEntry, Reading, StreamReader } from '../port.ts'
import { Plot, type PlotSurface } from './plot.ts'

export const hpgl: LanguageEntry = {
  language: 'hpgl',
  matches: isPlot,
  reader: { kind: 'stream', open: (tools) => new PlotReader(tools) },
}

/** What plots start with; one of them alone is no proof, so more must follow. */
const FIRST_INSTRUCTION = /^(?:IN|DF|BP|SP|PU|PA|PS|SC|IP|CO|NP|PG|RO|VS|LO|IW|WU|PW)(?![a-z])/
const INSTRUCTION =
  /(?:^|[;\s\d,])(?:PU|PD|PA|PR|SP|SC|IP|SI|DI|CI|PW|AA|VS|LT|IN|FT|NP|PC)(?=\s?[-+\d;])/g
const INSTRUCTIONS_NEEDED = 3
/** Talk with the plotter's port before the plot; the escape is written as its picture. */
const DEVICE_CONTROLS = /^(?:␛\.(?:[@HIMNPQST][^:]{0,40}:|[^@HIMNPQST])|[\s;])+/

function isPlot(head: Uint8Array): boolean {
  const text = latin1(head, 0, Math.min(head.length, 1_024)).replaceAll('\x1b', '␛')
  const start = text.replace(DEVICE_CONTROLS, '')
  if (!FIRST_INSTRUCTION.test(start)) return false
  const isWholePlot = head.length < 64 && start.startsWith('IN;')
  return isWholePlot || (start.match(INSTRUCTION)?.length ?? 0) >= INSTRUCTIONS_NEEDED
}

class PlotReader implements StreamReader {
  readonly #surface: PlotterSurface
  readonly #plot: Plot
  #deviceControl: 'none' | 'dot' | 'letter' | 'parameters' = 'none'
  #bytes = 0

  constructor(tools: AnalyzeTools) {
    this.#surface = new PlotterSurface(tools)
    this.#plot = new Plot(this.#surface)
  }

  push(chunk: Uint8Array): 'more' {
    for (let at = 0; at < chunk.length; ) {
      if (this.#deviceControl !== 'none') at = this.#skipDeviceControl(chunk, at)
      else {
        at = this.#plot.push(chunk, at, chunk.length)
        if (at < chunk.length) {
          this.#deviceControl = 'dot'
          at++
        }
      }
    }
    this.#bytes += chunk.length
    return 'more'
  }

  end(): Reading {
    this.#plot.finish()
    const { tally } = this.#surface
    const isNoPlot = this.#plot.strange > 8 && this.#plot.strange * 10 > this.#plot.instructions
    if (isNoPlot) tally.giveUp('document-malformed', 'too many unknown instructions', this.#bytes)
    // A plotter ejects at the end of the job, but only the plot itself makes that certain.
    if (!this.#plot.isFinished) tally.doubtCount()
    this.#surface.advancePage(false)
    return tally.makeReading()
  }

  /** "ESC.", a letter and perhaps parameters up to a colon: talk with the plotter's port, not with its pens. */
  #skipDeviceControl(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (this.#deviceControl === 'dot') {
        this.#deviceControl = byte === 0x2e ? 'letter' : 'none'
        if (this.#deviceControl === 'none') return at
      } else if (this.#deviceControl === 'letter') {
        const hasParameters = '@HIMNPQST'.includes(String.fromCharCode(byte))
        this.#deviceControl = hasParameters ? 'parameters' : 'none'
        if (!hasParameters) return at + 1
      } else if (byte < 0x30 || byte > 0x3b || byte === 0x3a) {
        this.#deviceControl = 'none'
        return byte === 0x3a ? at + 1 : at
      }
    }
    return chunk.length
  }
}

const PENS = 256

class PlotterSurface implements PlotSurface {
  readonly budget: AnalyzeTools['budget']
  readonly tally = new PageTally()
  readonly #pens: Palette
  /** Pens whose color the document itself gave. */
  readonly #isMixed = new Set<number>()
  #color: PageColor = 'mono'
  #isMarked = false
  #paper: PaperSize | null = null
  #copies = 1

  constructor(tools: AnalyzeTools) {
    this.budget = tools.budget
    this.#pens = new Palette(PENS, 'rgb', [8, 8, 8], true, tools.policy)
    this.resetPens()
  }

  mark(color: PageColor): void {
    this.#isMarked = true
    if (color === 'color') this.#color = 'color'
  }

  advancePage(always: boolean): void {
    if (!always && !this.#isMarked) return
    // A page advance with a number directly behind the plot's own end would print an empty page.
    if (!this.#isMarked && this.tally.pages > 0) return
    this.tally.add(this.#color, this.#copies, this.#paper)
    this.#color = 'mono'
    this.#isMarked = false
  }

  isPenColor(pen: number): boolean {
    const isColor = this.#pens.isColor(pen)
    // Nobody knows which pens stand in a carousel: without "PC" those of HP-GL/2 are assumed.
    if (isColor && !this.#isMixed.has(pen)) this.tally.doubtColor()
    return isColor
  }

  setPen(pen: number, rgb: readonly [number, number, number] | null): void {
    if (rgb) {
      this.#pens.setRgb(pen, ...rgb)
      if (pen >= 0 && pen < PENS) this.#isMixed.add(pen)
    } else this.#pens.setRgb(pen, 0, INITIAL_PEN_COLORS.includes(pen) ? 1 : 0, 0)
  }

  resetPens(): void {
    this.#pens.reset(INITIAL_PEN_COLORS)
  }

  setPaper(size: PaperSize): void {
    this.#paper = size
  }

  setCopies(copies: number): void {
    this.#copies = copies
  }
}
