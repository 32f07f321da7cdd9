/** Words that others chose: document, user and printer names. Shown as text, cut to one line, and unable to turn their neighbors around. */

import { cut, withoutControls } from './clean-name.ts'

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
