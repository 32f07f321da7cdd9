/** Turns hostile text from jobs and printers into text that fits a contract and a terminal. */

/** No control characters, no half surrogate pairs, at most `limit` UTF-16 units, `…` where it was cut. */
export function cleanText(text: string, limit: number): string {
  // Far longer texts exist; what lies behind the limit does not deserve the work.
  const clean = text
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  if (clean.length <= limit && text.length <= limit * 4) return clean
  const cut = clean.slice(0, limit - 1)
  const whole = cut.isWellFormed() ? cut : cut.slice(0, -1)
  return `${whole.trimEnd()}…`
}
