// Builds printer streams of escapes and bytes: PJL around PCL 5, PCL 3, HP-GL/2 and ESC/P.

export const ESC = '\x1b'
export const UEL = `${ESC}%-12345X`
export const RESET = `${ESC}E`

/** Text as Latin-1, numbers as bytes. */
export function bytesFrom(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(
      parts.map((part) => {
        if (typeof part === 'string') return Buffer.from(part, 'latin1')
        return typeof part === 'number' ? Buffer.of(part) : part
      }),
    ),
  )
}

/** A command with bytes behind it: `payload('*b', 'W', [1, 2])` is ESC*b2W and two bytes. */
export function payload(
  prefix: string,
  terminator: string,
  data: Uint8Array | readonly number[],
): Uint8Array {
  return bytesFrom(`${ESC}${prefix}${data.length}${terminator}`, Uint8Array.from(data))
}

/** One row of planes. */
export function planeRow(planes: readonly (readonly number[])[]): Uint8Array {
  return bytesFrom(
    ...planes.map((plane, i) => payload('*b', i === planes.length - 1 ? 'W' : 'V', plane)),
  )
}

/** Raster graphics from here on: simple color by `planes`, compression by `mode`. */
export function startRaster(planes: number, mode = 0): string {
  return `${ESC}*r${planes}U${ESC}*r1A${ESC}*b${mode}M`
}

/** "Configure Image Data". */
export function imageData(
  space: number,
  encoding: number,
  bitsPerIndex: number,
  bitsPerPrimary = 8,
): Uint8Array {
  const primaries = [bitsPerPrimary, bitsPerPrimary, bitsPerPrimary]
  return payload('*v', 'W', [space, encoding, bitsPerIndex, ...primaries])
}

export function pjlJob(
  language: string,
  document: string | Uint8Array,
  ...lines: string[]
): Uint8Array {
  const commands = lines.map((line) => `@PJL ${line}\r\n`).join('')
  return bytesFrom(`${UEL}@PJL\r\n${commands}@PJL ENTER LANGUAGE=${language}\r\n`, document)
}

export const PJL_END = `${UEL}@PJL EOJ\r\n${UEL}`

/** PackBits: as it comes out of a driver that packs runs of three and more. */
export function packBits(bytes: readonly number[]): number[] {
  const packed: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const run = runLength(bytes, at, 128)
    if (run >= 3) {
      packed.push(257 - run, bytes[at]!)
      at += run
      continue
    }
    let end = at
    while (end < bytes.length && end - at < 128 && runLength(bytes, end, 3) < 3) end++
    packed.push(end - at - 1, ...bytes.slice(at, end))
    at = end
  }
  return packed
}

/** Delta row: what differs from the row above, at most eight bytes a command. */
export function deltaRow(bytes: readonly number[], seed: readonly number[]): number[] {
  const packed: number[] = []
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === (seed[at] ?? 0)) {
      at++
      continue
    }
    let end = at
    while (end < bytes.length && end - at < 8 && bytes[end] !== (seed[end] ?? 0)) end++
    let offset = at - from
    const first = Math.min(offset, 31)
    packed.push(((end - at - 1) << 5) | first)
    for (offset -= first; first === 31; offset -= 255) {
      packed.push(Math.min(offset, 255))
      if (offset < 255) break
    }
    packed.push(...bytes.slice(at, end))
    from = at = end
  }
  return packed
}

function runLength(bytes: readonly number[], at: number, limit: number): number {
  let length = 1
  while (length < limit && at + length < bytes.length && bytes[at + length] === bytes[at]) length++
  return length
}
