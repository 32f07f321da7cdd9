/** Reads XML 1.0 as a flow of tags, chunk by chunk. No entity is ever defined: a DOCTYPE ends the reading. */

export interface XmlSink {
  /** `name` without its prefix. False ends the reading. */
  open(name: string, attributes: XmlAttributes): boolean
  close(name: string): void
  /** Text between tags, perhaps in pieces. */
  text(text: string): void
}

export interface XmlAttributes {
  /** By local name; null when absent. */
  get(name: string): string | null
}

/** `stopped`: the sink had enough. `refused`: a DOCTYPE, or a tag beyond all measure. */
export type XmlEnd = 'complete' | 'truncated' | 'malformed' | 'refused' | 'stopped'

/** Outlines of a page stand in one attribute; longer ones are no page. */
const TAG_LIMIT = 16 * 1024 * 1024
const DEPTH_LIMIT = 1_000

export class XmlReader {
  readonly #sink: XmlSink
  #decoder: InstanceType<typeof TextDecoder> | null = null
  #text = ''
  #end: XmlEnd | null = null
  #parseAt = 0
  readonly #open: string[] = []
  #hasRoot = false

  constructor(sink: XmlSink) {
    this.#sink = sink
  }

  /** False when nothing more is wanted. */
  push(bytes: Uint8Array): boolean {
    this.#decoder ??= new TextDecoder(findEncoding(bytes))
    this.#text += this.#decoder.decode(bytes, { stream: true })
    // A long tag is looked at again when it has doubled, not with every chunk.
    if (this.#text.length >= this.#parseAt) this.#parse()
    return this.#end === null
  }

  end(): XmlEnd {
    if (this.#end === null) this.#parse()
    if (this.#end !== null) return this.#end
    const isWhole = this.#hasRoot && this.#open.length === 0 && this.#text.trim() === ''
    return isWhole ? 'complete' : 'truncated'
  }

  #parse(): void {
    const text = this.#text
    let at = 0
    while (this.#end === null) {
      const tag = text.indexOf('<', at)
      if (tag < 0) {
        if (this.#open.length > 0) this.#sink.text(text.slice(at))
        at = text.length
        break
      }
      if (tag > at && this.#open.length > 0) this.#sink.text(text.slice(at, tag))
      at = tag
      const end = this.#findTagEnd(text, tag)
      if (end < 0) break
      this.#readTag(text.slice(tag + 1, end - 1))
      at = end
    }
    this.#text = text.slice(at)
    this.#parseAt = 2 * this.#text.length
    if (this.#text.length > TAG_LIMIT) this.#end ??= 'refused'
  }

  /** After the tag's last character; -1 when it is not all here. */
  #findTagEnd(text: string, tag: number): number {
    if (text[tag + 1] === '!') {
      if (text.length < tag + DECLARATION_LENGTH && !text.includes('>', tag)) return -1
      if (text.startsWith('<!--', tag)) return after(text, '-->', tag + 4)
      if (text.startsWith('<![CDATA[', tag)) return after(text, ']]>', tag)
      this.#end = 'refused'
      return -1
    }
    if (text[tag + 1] === '?') return after(text, '?>', tag)
    for (let at = tag + 1; ; ) {
      MARKS.lastIndex = at
      const mark = MARKS.exec(text)
      if (!mark) return -1
      if (mark[0] === '>') return mark.index + 1
      const close = text.indexOf(mark[0], mark.index + 1)
      if (close < 0) return -1
      at = close + 1
    }
  }

  #readTag(tag: string): void {
    if (tag.startsWith('!') || tag.startsWith('?')) {
      if (tag.startsWith('![CDATA[')) this.#sink.text(tag.slice(8, -2))
      return
    }
    if (tag.startsWith('/')) {
      this.#close(localName(tag.slice(1).trim()))
      return
    }
    const isEmpty = tag.endsWith('/')
    const qualified = /^[^\s/>]+/.exec(tag)?.[0]
    if (qualified === undefined || (this.#open.length === 0 && this.#hasRoot)) {
      this.#end = 'malformed'
      return
    }
    if (this.#open.length >= DEPTH_LIMIT) {
      this.#end = 'refused'
      return
    }
    const name = localName(qualified)
    this.#hasRoot = true
    this.#open.push(name)
    if (!this.#sink.open(name, new TagAttributes(tag, qualified.length))) this.#end = 'stopped'
    if (isEmpty) this.#close(name)
  }

  #close(name: string): void {
    if (this.#open.pop() !== name) {
      this.#end = 'malformed'
      return
    }
    this.#sink.close(name)
  }
}

const MARKS = /["'>]/g
/** `<![CDATA[`. */
const DECLARATION_LENGTH = 9

/** Attributes are looked up in the tag's text: most are never asked for. */
class TagAttributes implements XmlAttributes {
  readonly #tag: string
  readonly #from: number
  #values: Map<string, string> | null = null

  constructor(tag: string, from: number) {
    this.#tag = tag
    this.#from = from
  }

  get(name: string): string | null {
    this.#values ??= parseAttributes(this.#tag, this.#from)
    return this.#values.get(name) ?? null
  }
}

function parseAttributes(tag: string, from: number): Map<string, string> {
  const values = new Map<string, string>()
  for (let at = from; ; ) {
    const equals = tag.indexOf('=', at)
    if (equals < 0) return values
    let open = equals + 1
    while (open < tag.length && isSpace(tag[open]!)) open++
    const quote = tag[open]
    const close = quote === '"' || quote === "'" ? tag.indexOf(quote, open + 1) : -1
    if (close < 0) return values
    const name = localName(tag.slice(at, equals).trim())
    if (!values.has(name)) values.set(name, decodeEntities(tag.slice(open + 1, close)))
    at = close + 1
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r'
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at < 0 ? -1 : at + end.length
}

/** UTF-8 or UTF-16 (XML 1.0 appendix F); parts of documents use no other. */
function findEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le'
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be'
  return 'utf-8'
}
