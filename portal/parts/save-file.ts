/** Hands a file to the browser to keep. */

/** The address is given back after the click has taken it. */
const KEPT_MS = 60_000

export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
