/** Whole-text patterns with `*` (any run) and `?` (any one character), without case; no pattern can make it slow. */

/** At most length of text × length of pattern steps: of all stars only the last one is ever tried again. */
export function matchesGlob(text: string, pattern: string): boolean {
  return matches(text.toLowerCase(), pattern.toLowerCase())
}

function matches(text: string, pattern: string): boolean {
  let at = 0
  let inPattern = 0
  let starInPattern = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = pattern[inPattern]
    if (wanted === '*') {
      starInPattern = inPattern++
      starAt = at
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[at])) {
      at++
      inPattern++
    } else if (starInPattern >= 0) {
      inPattern = starInPattern + 1
      at = ++starAt
    } else {
      return false
    }
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}
