/** What a print ticket asks of the device (Print Schema Framework): copies, both sides, gray. */
import type { XmlAttributes, XmlSink } from '../xml.ts'

export interface PrintTicket {
  copies: number | null
  duplex: boolean | null
  grayscale: boolean
}

export class PrintTicketSink implements XmlSink {
  readonly ticket: PrintTicket = { copies: null, duplex: null, grayscale: false }
  readonly #names: string[] = []

  open(name: string, attributes: XmlAttributes): boolean {
    const own = stripPrefix(attributes.get('name') ?? '')
    if (name === 'Option') this.#readOption(this.#names.at(-1) ?? '', own)
    this.#names.push(name === 'Option' ? (this.#names.at(-1) ?? '') : own)
    return true
  }

  close(): void {
    this.#names.pop()
  }

  text(text: string): void {
    const parameter = this.#names.findLast((name) => name !== '') ?? ''
    const copies = Number(text)
    if (/CopiesAll(?:Documents|Pages)$/.test(parameter) && Number.isInteger(copies) && copies > 0) {
      this.ticket.copies = Math.max(this.ticket.copies ?? 1, copies)
    }
  }

  #readOption(feature: string, option: string): void {
    if (/^(?:Job|Document)Duplex/.test(feature)) this.ticket.duplex = option.startsWith('TwoSided')
    if (feature === 'PageOutputColor') this.ticket.grayscale = /^(?:Mono|Gray|Grey)/.test(option)
  }
}

/** `psk:TwoSidedLongEdge`. */
function stripPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
