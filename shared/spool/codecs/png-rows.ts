/** Undoes the row filters of PNG (PNG specification section 9), which PDF and others borrow. */

/** `row` in place; `before` is the row above, undone already, at least as long. Unknown kinds change nothing. */
export function undoPngRow(
  kind: number,
  row: Uint8Array,
  before: Uint8Array,
  pixelBytes: number,
): void {
  const { length } = row
  switch (kind) {
    case 1:
      for (let i = pixelBytes; i < length; i++) row[i] = row[i]! + row[i - pixelBytes]!
      return
    case 2:
      for (let i = 0; i < length; i++) row[i] = row[i]! + before[i]!
      return
    case 3:
      for (let i = 0; i < length; i++) {
        const left = i < pixelBytes ? 0 : row[i - pixelBytes]!
        row[i] = row[i]! + ((left + before[i]!) >> 1)
      }
      return
    case 4:
      for (let i = 0; i < length; i++) {
        const left = i < pixelBytes ? 0 : row[i - pixelBytes]!
        const corner = i < pixelBytes ? 0 : before[i - pixelBytes]!
        row[i] = row[i]! + paeth(left, before[i]!, corner)
      }
      return
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner)
  const toAbove = Math.abs(left - corner)
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}
