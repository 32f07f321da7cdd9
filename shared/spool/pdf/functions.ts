/** Functions of PDF (ISO 32000-2 section 7.10): what turns a spot color or a position in a shading into a color. */

import { type Calculator, parseCalculator } from './calculator.ts'
import type { PdfDocument } from './document.ts'
import { isArray, isDict, type PdfDict, PdfStream, type PdfValue } from './objects.ts'

/** `null` when the value is no function we can read. */
export type PdfFunction = (inputs: readonly number[]) => number[]

const DEPTH_LIMIT = 8
const INPUTS_LIMIT = 32
const OUTPUTS_LIMIT = 64
/** A function costs as much as so many small objects. */
const OBJECTS_EACH = 8

/** One function of all outputs, or an array with one for each. */
export function readFunction(
  document: PdfDocument,
  value: PdfValue | undefined,
  depth = 0,
): PdfFunction | null {
  if (depth > DEPTH_LIMIT) return null
  // Functions of many functions each, level by level, are more than anybody can read.
  document.tools.budget.spendObjects(OBJECTS_EACH)
  const found = document.resolve(value)
  if (isArray(found)) {
    const each = found.slice(0, OUTPUTS_LIMIT).map((one) => readFunction(document, one, depth + 1))
    return each.some((one) => one === null)
      ? null
      : (inputs) => each.map((one) => one?.(inputs)[0] ?? 0)
  }
  if (found === 'Identity') return (inputs) => [...inputs]
  const dict = found instanceof PdfStream ? found.dict : found
  if (!isDict(dict)) return null
  const domain = document.numbers(dict.get('Domain'), INPUTS_LIMIT * 2)
  if (!domain || domain.length < 2) return null
  const range = document.numbers(dict.get('Range'), OUTPUTS_LIMIT * 2)
  const body = readBody(document, found, dict, domain, range, depth)
  if (!body) return null
  return (inputs) => clampAll(body(clampAll(inputs, domain)), range)
}

function readBody(
  document: PdfDocument,
  value: PdfValue,
  dict: PdfDict,
  domain: readonly number[],
  range: readonly number[] | null,
  depth: number,
): PdfFunction | null {
  switch (document.get(dict, 'FunctionType')) {
    case 0:
      return value instanceof PdfStream && range
        ? readSampled(document, value, domain, range)
        : null
    case 2:
      return readExponential(document, dict)
    case 3:
      return readStitching(document, dict, domain, depth)
    case 4: {
      const calculator = value instanceof PdfStream ? readCalculator(document, value) : null
      return calculator && range && ((inputs) => calculator(inputs, range.length / 2))
    }
    default:
      return null
  }
}

const SAMPLES_LIMIT = 16 * 1024 * 1024

/** Section 7.10.2, to the nearest sample in all but the first dimension: colors between samples are mixes. */
function readSampled(
  document: PdfDocument,
  stream: PdfStream,
  domain: readonly number[],
  range: readonly number[],
): PdfFunction | null {
  const inputsCount = domain.length / 2
  const outputsCount = range.length / 2
  const size = document.numbers(stream.dict.get('Size'), INPUTS_LIMIT)
  const bits = document.number(stream.dict.get('BitsPerSample')) ?? 8
  if (size?.length !== inputsCount || size.some((one) => one < 1)) return null
  if (![1, 2, 4, 8, 12, 16, 24, 32].includes(bits)) return null
  const { bytes } = document.decode(stream, SAMPLES_LIMIT)
  const encode =
    document.numbers(stream.dict.get('Encode'), INPUTS_LIMIT * 2) ??
    size.flatMap((one) => [0, one - 1])
  const decode = document.numbers(stream.dict.get('Decode'), OUTPUTS_LIMIT * 2) ?? range
  const most = 2 ** bits - 1
  const sampleAt = (index: number, output: number) => {
    const raw = readBits(bytes, (index * outputsCount + output) * bits, bits)
    const low = decode[output * 2] ?? 0
    return low + (raw / most) * ((decode[output * 2 + 1] ?? 1) - low)
  }
  return (inputs) => {
    let index = 0
    let stride = 1
    let fraction = 0
    for (let i = 0; i < inputsCount; i++) {
      const place = interpolate(inputs[i] ?? 0, domain, encode, i)
      const last = size[i]! - 1
      const at = Math.min(Math.max(place, 0), last)
      const below = i === 0 ? Math.min(Math.floor(at), Math.max(0, last - 1)) : Math.round(at)
      if (i === 0) fraction = last === 0 ? 0 : at - below
      index += below * stride
      stride *= size[i]!
    }
    const outputs: number[] = []
    for (let output = 0; output < outputsCount; output++) {
      const low = sampleAt(index, output)
      outputs.push(fraction === 0 ? low : low + fraction * (sampleAt(index + 1, output) - low))
    }
    return outputs
  }
}

function readBits(bytes: Uint8Array, bitAt: number, count: number): number {
  let value = 0
  for (let left = count, at = bitAt; left > 0; ) {
    const offset = at & 7
    const taken = Math.min(8 - offset, left)
    const byte = bytes[Math.floor(at / 8)] ?? 0
    value = value * 2 ** taken + ((byte >> (8 - offset - taken)) & ((1 << taken) - 1))
    at += taken
    left -= taken
  }
  return value
}

/** Section 7.10.3. */
function readExponential(document: PdfDocument, dict: PdfDict): PdfFunction {
  const from = document.numbers(dict.get('C0'), OUTPUTS_LIMIT) ?? [0]
  const to = document.numbers(dict.get('C1'), OUTPUTS_LIMIT) ?? [1]
  const exponent = document.number(dict.get('N')) ?? 1
  return (inputs) => {
    const share = exponent === 1 ? (inputs[0] ?? 0) : (inputs[0] ?? 0) ** exponent
    return from.map((low, i) => low + share * ((to[i] ?? low) - low))
  }
}

/** Section 7.10.4. */
function readStitching(
  document: PdfDocument,
  dict: PdfDict,
  domain: readonly number[],
  depth: number,
): PdfFunction | null {
  const parts = document.array(dict.get('Functions'))?.slice(0, 4_096)
  const bounds = document.numbers(dict.get('Bounds')) ?? []
  const encode = document.numbers(dict.get('Encode'), 8_192) ?? []
  const functions = parts?.map((part) => readFunction(document, part, depth + 1)) ?? []
  if (functions.length === 0 || functions.some((one) => one === null)) return null
  return (inputs) => {
    const value = inputs[0] ?? 0
    let part = 0
    while (part < functions.length - 1 && part < bounds.length && value >= bounds[part]!) part++
    const low = part === 0 ? domain[0]! : bounds[part - 1]!
    const high = part < bounds.length ? bounds[part]! : domain[1]!
    const place = interpolate(
      value,
      [low, high],
      [encode[part * 2] ?? 0, encode[part * 2 + 1] ?? 1],
      0,
    )
    return functions[part]?.([place]) ?? []
  }
}

const CALCULATOR_BYTES_LIMIT = 1024 * 1024

function readCalculator(document: PdfDocument, stream: PdfStream): Calculator | null {
  return parseCalculator(
    document.decode(stream, CALCULATOR_BYTES_LIMIT).bytes,
    document.tools.budget,
  )
}

function interpolate(
  value: number,
  from: readonly number[],
  to: readonly number[],
  pair: number,
): number {
  const [a, b] = [from[pair * 2] ?? 0, from[pair * 2 + 1] ?? 1]
  const [c, d] = [to[pair * 2] ?? 0, to[pair * 2 + 1] ?? 1]
  return a === b ? c : c + ((value - a) * (d - c)) / (b - a)
}

function clampAll(values: readonly number[], limits: readonly number[] | null): number[] {
  return values.map((value, i) => {
    const low = limits?.[i * 2]
    const high = limits?.[i * 2 + 1]
    if (low === undefined || high === undefined) return value
    return Math.min(high, Math.max(low, value))
  })
}
