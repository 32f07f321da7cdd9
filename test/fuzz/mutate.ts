// Accidents and lies that happen to bytes: bits, edge values, cuts, doubled and moved pieces, lengths, words of the language.
import type { Chance } from '#help/seeded.ts'

/** What a document grows to at most; longer ones are cut. */
const BYTES_LIMIT = 128 * 1024
const MUTATIONS_LIMIT = 6
const PIECE_LIMIT = 256
const REPEATS_LIMIT = 64

export interface MutationTools {
  readonly chance: Chance
  /** Another document of the same kind, for splices. */
  readonly other: Uint8Array
  /** Words that mean something to the reader. */
  readonly words: readonly Uint8Array[]
}

/** One to `MUTATIONS_LIMIT` mutations; few are likelier than many, or nothing would be read beyond the head. */
export function mutate(bytes: Uint8Array, tools: MutationTools): Uint8Array {
  const { chance } = tools
  let mutated: Buffer = Buffer.from(bytes)
  const count = 1 + Math.min(chance.below(MUTATIONS_LIMIT), chance.below(MUTATIONS_LIMIT))
  for (let i = 0; i < count; i++) {
    const operator = OPERATORS[chance.below(OPERATORS.length)]!
    mutated = operator(mutated, tools).subarray(0, BYTES_LIMIT)
  }
  // A plain array of its own: a view into Node's pool would let a reader see its neighbors.
  return Uint8Array.from(mutated)
}

type Operator = (bytes: Buffer, tools: MutationTools) => Buffer

const OPERATORS: readonly Operator[] = [
  flipBits,
  flipBits,
  setEdgeBytes,
  setEdgeBytes,
  editBinaryNumber,
  editBinaryNumber,
  editWrittenNumber,
  editWrittenNumber,
  overwriteWithWord,
  insertWord,
  insertWord,
  removePiece,
  repeatPiece,
  movePiece,
  insertNoise,
  splice,
  truncate,
]

function flipBits(bytes: Buffer, { chance }: MutationTools): Buffer {
  for (let flips = 1 + chance.below(3); flips > 0 && bytes.length > 0; flips--) {
    bytes[chance.below(bytes.length)]! ^= 1 << chance.below(8)
  }
  return bytes
}

const EDGE_BYTES = [0x00, 0x01, 0x0a, 0x1b, 0x20, 0x30, 0x7f, 0x80, 0xfe, 0xff]

function setEdgeBytes(bytes: Buffer, { chance }: MutationTools): Buffer {
  const at = chance.below(bytes.length)
  const value = EDGE_BYTES[chance.below(EDGE_BYTES.length)]!
  const length = 1 + chance.below(chance.below(4) === 0 ? 32 : 2)
  bytes.subarray(at, at + length).fill(value)
  return bytes
}

const EDGE_NUMBERS = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000,
  0xfffffffe, 0xffffffff,
]

/** Length, count and offset fields: an edge value, or a little more or less than before. */
function editBinaryNumber(bytes: Buffer, { chance }: MutationTools): Buffer {
  const size = [1, 2, 4][chance.below(3)]!
  if (bytes.length < size) return bytes
  const at = chance.below(bytes.length - size + 1)
  const isLittle = chance.below(2) === 0
  const before = isLittle ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
  const isNear = chance.below(3) === 0
  const wanted = isNear
    ? before + chance.below(17) - 8
    : EDGE_NUMBERS[chance.below(EDGE_NUMBERS.length)]!
  const range = 2 ** (8 * size)
  const value = ((wanted % range) + range) % range
  if (isLittle) bytes.writeUIntLE(value, at, size)
  else bytes.writeUIntBE(value, at, size)
  return bytes
}

const EDGE_TEXTS =
  '0|1|-1|2|9|64|255|256|999|32767|32768|65535|65536|99999999|2147483647|2147483648|4294967295|9007199254740993|1e309|.5|-.0|00000001|NaN'.split(
    '|',
  )

/** A number written in digits becomes another, and what follows moves. */
function editWrittenNumber(bytes: Buffer, { chance }: MutationTools): Buffer {
  const isDigit = (at: number) => bytes[at]! >= 0x30 && bytes[at]! <= 0x39
  let at = chance.below(bytes.length + 1)
  while (at < bytes.length && !isDigit(at)) at++
  while (at > 0 && isDigit(at - 1)) at--
  let end = at
  while (end < bytes.length && isDigit(end)) end++
  const text =
    chance.below(3) === 0
      ? `${chance.below(10 ** (1 + chance.below(5)))}`
      : EDGE_TEXTS[chance.below(EDGE_TEXTS.length)]!
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(end)])
}

function overwriteWithWord(bytes: Buffer, tools: MutationTools): Buffer {
  const word = drawWord(tools)
  bytes.set(
    word.subarray(0, bytes.length),
    tools.chance.below(Math.max(1, bytes.length - word.length + 1)),
  )
  return bytes
}

function insertWord(bytes: Buffer, tools: MutationTools): Buffer {
  return insert(bytes, tools.chance.below(bytes.length + 1), drawWord(tools))
}

function drawWord({ words, chance }: MutationTools): Uint8Array {
  return words[chance.below(words.length)] ?? Uint8Array.of(0)
}

function removePiece(bytes: Buffer, { chance }: MutationTools): Buffer {
  const [at, end] = drawPiece(bytes, chance)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])
}

function repeatPiece(bytes: Buffer, { chance }: MutationTools): Buffer {
  const [at, end] = drawPiece(bytes, chance)
  const repeats = chance.below(4) === 0 ? chance.below(REPEATS_LIMIT) : 1
  const pieces = Array.from({ length: repeats }, () => bytes.subarray(at, end))
  return insert(bytes, end, Buffer.concat(pieces))
}

function movePiece(bytes: Buffer, { chance }: MutationTools): Buffer {
  const [at, end] = drawPiece(bytes, chance)
  const piece = Buffer.from(bytes.subarray(at, end))
  const to = chance.below(bytes.length + 1)
  if (chance.below(2) === 0) return insert(bytes, to, piece)
  bytes.set(piece.subarray(0, bytes.length - to), to)
  return bytes
}

function insertNoise(bytes: Buffer, { chance }: MutationTools): Buffer {
  const noise = Uint8Array.from({ length: 1 + chance.below(16) }, () => chance.below(256))
  return insert(bytes, chance.below(bytes.length + 1), noise)
}

/** The start of this document and the end of another. */
function splice(bytes: Buffer, { chance, other }: MutationTools): Buffer {
  const head = bytes.subarray(0, chance.below(bytes.length + 1))
  return Buffer.concat([head, other.subarray(chance.below(other.length + 1))])
}

function truncate(bytes: Buffer, { chance }: MutationTools): Buffer {
  return bytes.subarray(0, chance.below(bytes.length + 1))
}

function drawPiece(bytes: Buffer, chance: Chance): readonly [number, number] {
  const at = chance.below(bytes.length + 1)
  const limit = chance.below(8) === 0 ? bytes.length : PIECE_LIMIT
  return [at, Math.min(bytes.length, at + 1 + chance.below(limit))]
}

function insert(bytes: Buffer, at: number, piece: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}
