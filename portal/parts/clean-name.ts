/** Names made safe to show. */

/** Controls become visible symbols (`␀`), so that a NUL or a line break cannot hide. */
export const withoutControls = (text: string): string =>
  text
    .replace(/[\u0000-\u001f]/g, (control) => String.fromCodePoint(0x2400 + control.charCodeAt(0)))
    .replace(/[\u007f-\u009f]/g, '\u2421')

/** By whole characters. */
export function cut(text: string, limit: number): string {
  const characters = [...text.slice(0, limit * 2 + 2)]
  return characters.length <= limit && text.length <= limit * 2 + 2
    ? text
    : `${characters.slice(0, limit).join('')}…`
}
