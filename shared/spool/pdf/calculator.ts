/** PostScript calculator functions (ISO 32000-2 section 7.10.5): a small stack machine without loops. */
import type { Budget } from '../budget.ts'
import { PdfWord } from './objects.ts'
import { BYTE_CLASS, END, PdfParser } from './parser.ts'

/** Gives the top `count` of the stack. */
export type Calculator = (inputs: readonly number[], count: number) => number[]

type Step = number | string | { readonly yes: readonly Step[]; readonly no: readonly Step[] }

const STEPS_LIMIT = 10_000
const DEPTH_LIMIT = 32
const STACK_LIMIT = 100

/** `null` when it is no calculator function. */
export function parseCalculator(bytes: Uint8Array, budget: Budget): Calculator | null {
  const words = readWords(bytes)
  if (words?.[0] !== '{') return null
  const reader = { words, at: 1 }
  const steps = parseBlock(reader, 0)
  if (steps === null) return null
  return (inputs, count) => {
    const stack = [...inputs]
    run(steps, stack, budget)
    const outputs = stack.slice(-count)
    while (outputs.length < count) outputs.unshift(0)
    return outputs.map((value) => (Number.isFinite(value) ? value : 0))
  }
}

/** Braces are words of their own here, which the object parser skips. */
function readWords(bytes: Uint8Array): (string | number)[] | null {
  const words: (string | number)[] = []
  const parser = new PdfParser(bytes)
  for (;;) {
    parser.skipWhite()
    if (parser.at >= bytes.length) return words
    if (words.length > STEPS_LIMIT) return null
    const byte = bytes[parser.at]!
    if (byte === 0x7b || byte === 0x7d) {
      words.push(byte === 0x7b ? '{' : '}')
      parser.at++
      continue
    }
    if (BYTE_CLASS[byte] !== 0) return null
    const word = parser.read()
    if (word === END) return words
    if (typeof word === 'number') words.push(word)
    else if (word instanceof PdfWord) words.push(word.text)
    else return null
  }
}

interface WordReader {
  readonly words: readonly (string | number)[]
  at: number
}

function parseBlock(reader: WordReader, depth: number): Step[] | null {
  const steps: Step[] = []
  const blocks: Step[][] = []
  if (depth > DEPTH_LIMIT) return null
  while (reader.at < reader.words.length) {
    const word = reader.words[reader.at++]!
    if (word === '}') return steps
    if (word === '{') {
      const block = parseBlock(reader, depth + 1)
      if (block === null) return null
      blocks.push(block)
    } else if (word === 'if' || word === 'ifelse') {
      const no = word === 'ifelse' ? (blocks.pop() ?? []) : []
      steps.push({ yes: blocks.pop() ?? [], no })
    } else {
      steps.push(word)
    }
  }
  // The last brace is missing: what there is still means something.
  return steps
}

function run(steps: readonly Step[], stack: number[], budget: Budget): void {
  budget.spendOperations(1 + (steps.length >> 2))
  for (const step of steps) {
    if (typeof step === 'number') stack.push(step)
    else if (typeof step === 'string') apply(step, stack)
    else run(stack.pop() ? step.yes : step.no, stack, budget)
    if (stack.length > STACK_LIMIT) stack.length = STACK_LIMIT
  }
}

const DEGREE = Math.PI / 180

const ONE: Readonly<Record<string, (a: number) => number>> = {
  abs: Math.abs,
  neg: (a) => -a,
  ceiling: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  truncate: Math.trunc,
  cvi: Math.trunc,
  cvr: (a) => a,
  sqrt: (a) => Math.sqrt(Math.max(0, a)),
  sin: (a) => Math.sin(a * DEGREE),
  cos: (a) => Math.cos(a * DEGREE),
  ln: (a) => Math.log(a),
  log: (a) => Math.log10(a),
  // Truth values are 0 and 1 here; `not` of another number is bitwise.
  not: (a) => (a === 0 || a === 1 ? 1 - a : ~a),
}

const TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0 ? 0 : a / b),
  idiv: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  mod: (a, b) => (b === 0 ? 0 : a % b),
  exp: (a, b) => a ** b,
  atan: (a, b) => (Math.atan2(a, b) / DEGREE + 360) % 360,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  bitshift: (a, b) => (b > 0 ? a << b : a >> -b),
}

function apply(word: string, stack: number[]): void {
  const one = ONE[word]
  if (one) {
    stack.push(one(stack.pop() ?? 0))
    return
  }
  const two = TWO[word]
  if (two) {
    const b = stack.pop() ?? 0
    stack.push(two(stack.pop() ?? 0, b))
    return
  }
  moveStack(word, stack)
}

function moveStack(word: string, stack: number[]): void {
  switch (word) {
    case 'pop':
      stack.pop()
      return
    case 'dup':
      stack.push(stack.at(-1) ?? 0)
      return
    case 'exch': {
      const top = stack.pop() ?? 0
      const under = stack.pop() ?? 0
      stack.push(top, under)
      return
    }
    case 'copy': {
      const count = Math.trunc(stack.pop() ?? 0)
      if (count > 0 && count <= stack.length) stack.push(...stack.slice(-count))
      return
    }
    case 'index':
      stack.push(stack.at(-1 - Math.trunc(stack.pop() ?? 0)) ?? 0)
      return
    case 'roll': {
      const turns = Math.trunc(stack.pop() ?? 0)
      const count = Math.trunc(stack.pop() ?? 0)
      if (count <= 0 || count > stack.length) return
      const rolled = stack.splice(-count)
      const cut = ((-turns % count) + count) % count
      stack.push(...rolled.slice(cut), ...rolled.slice(0, cut))
      return
    }
    case 'true':
      stack.push(1)
      return
    case 'false':
      stack.push(0)
      return
  }
}
