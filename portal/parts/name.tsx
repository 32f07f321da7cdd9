/** Words that others chose: document, user and printer names. Shown as text, cut to one line, and unable to turn their neighbors around. */

/** As much of a name as anybody reads; a title takes the rest up to its own limit. */
const SHOWN_LIMIT = 300
const TITLE_LIMIT = 2_000

export interface NameProps {
  readonly children: string
  /** All of it over several lines, where there is room. */
  readonly wraps?: boolean
}

export function Name({ children, wraps = false }: NameProps) {
  const text = withoutControls(children)
  const shown = wraps ? text : cut(text, SHOWN_LIMIT)
  return (
    <bdi
      className={wraps ? 'name wraps' : 'name'}
      title={wraps ? undefined : cut(text, TITLE_LIMIT)}
    >
      {shown}
    </bdi>
  )
}

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
