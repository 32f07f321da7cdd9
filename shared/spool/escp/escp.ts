/** ESC/P, ESC/P2 and ESC/P-R: Epson's printers, and IBM's where they say the same. */
import { hasTextAt, indexOfText } from '../byte-source.ts'
import type { LanguageEntry } from '../port.ts'
import { columnBytes, lengthOf } from './commands.ts'
import { EscpReader } from './escp-reader.ts'

export const escp: LanguageEntry = {
  language: 'escp',
  matches: isEscp,
  reader: { kind: 'stream', open: (tools) => new EscpReader(tools) },
}

const ESC = 0x1b
const START_LIMIT = 64
const COMMANDS_LOOKED_AT = 12
/** Without a reset at its start so many known commands must follow each other. */
const COMMANDS_NEEDED = 3
/** Line spacing, feed, columns: what ProPrinter jobs start with. */
const FIRST_COMMANDS = '3JAKLYZU'

function isEscp(head: Uint8Array): boolean {
  // Inkjets are woken from packet mode first.
  if (indexOfText(head, '\x1b\x01@EJL 1284.4', 0, START_LIMIT) >= 0) return true
  const first = head.subarray(0, START_LIMIT).indexOf(ESC)
  if (first < 0 || first + 1 >= head.length) return false
  // Only control codes may stand before the first command.
  if (!head.subarray(0, first).every((byte) => byte < 0x20 && byte < 0x1b)) return false
  const startsWithReset = head[first + 1] === 0x40
  if (!startsWithReset && !FIRST_COMMANDS.includes(String.fromCharCode(head[first + 1]!)))
    return false
  const commands = countKnownCommands(head, first)
  return commands !== null && (startsWithReset || commands >= COMMANDS_NEEDED)
}

/** `null` when one of them is not ESC/P: a receipt printer's, a terminal's. */
function countKnownCommands(head: Uint8Array, from: number): number | null {
  let commands = 0
  for (let at = from; at < head.length && commands < COMMANDS_LOOKED_AT; ) {
    const byte = head[at]!
    if (byte !== ESC) {
      if (byte >= 0x1c && byte < 0x20) return null
      at++
      continue
    }
    if (at + 7 >= head.length) break
    const length = lengthOf(head[at + 1]!)
    if (length === undefined) return null
    commands++
    // Behind it come frames instead of commands.
    if (hasTextAt(head, at + 6, 'ESCPR')) return COMMANDS_LOOKED_AT
    at = behind(head, at, length)
  }
  return commands
}

function behind(head: Uint8Array, at: number, length: ReturnType<typeof lengthOf>): number {
  const word = (offset: number) => head[at + offset]! | (head[at + offset + 1]! << 8)
  switch (length) {
    case 'to-zero': {
      const zero = head.indexOf(0, at + 2)
      return zero < 0 ? head.length : zero + 1
    }
    case 'page-length':
      return at + (head[at + 2] === 0 ? 4 : 3)
    case 'columns':
      return at + 4 + word(2)
    case 'bit-image':
      return at + 5 + word(3) * columnBytes(head[at + 2]!)
    case 'nine-pin-image':
      return at + 5 + word(3) * 2
    case 'extended':
    case 'proprinter':
      return at + 5 + word(3)
    case 'raster':
    case 'color-raster':
      // How long the rows are packed is known only at their end.
      return head.length
    default:
      return at + 2 + (length ?? 0)
  }
}
