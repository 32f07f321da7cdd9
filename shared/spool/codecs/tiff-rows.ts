/** Undoes TIFF's horizontal differencing (TIFF 6.0 section 14), which PDF borrows. */

/** `row` in place, for components of 8 and 16 bits and single bits; other widths are left as they are. */
export function undoTiffRow(
  row: Uint8Array,
  components: number,
  bits: number,
  littleEndian = false,
): void {
  if (bits === 8) {
    for (let i = components; i < row.length; i++) row[i] = row[i]! + row[i - components]!
  } else if (bits === 16) {
    const [high, low] = littleEndian ? [1, 0] : [0, 1]
    for (let i = components * 2; i + 1 < row.length; i += 2) {
      const before = i - components * 2
      const sum =
        ((row[i + high]! << 8) | row[i + low]!) + ((row[before + high]! << 8) | row[before + low]!)
      row[i + high] = sum >> 8
      row[i + low] = sum
    }
  } else if (bits === 1 && components === 1) {
    let last = 0
    for (let i = 0; i < row.length; i++) {
      for (let bit = 7; bit >= 0; bit--) {
        last ^= (row[i]! >> bit) & 1
        row[i] = (row[i]! & ~(1 << bit)) | (last << bit)
      }
    }
  }
}
