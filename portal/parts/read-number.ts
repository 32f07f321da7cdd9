/** Numbers as people type them. */

const NUMBER = /^\d{1,9}(?:\.(\d*))?$/

/** `"12,5"` → 12.5; nothing → null; anything else, too many places or out of bounds → NaN. */
export function readNumber(
  typed: string,
  least: number,
  most: number,
  places: number,
): number | null {
  const text = typed.trim().replace(',', '.')
  if (text === '') return null
  const match = NUMBER.exec(text)
  if (match === null || (match[1] ?? '').length > places) return Number.NaN
  const value = Number(text)
  return value < least || value > most ? Number.NaN : value
}
