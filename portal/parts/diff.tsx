/** A difference to read: changed lines with some around them, marked by sign and by color. */
import { useText } from '../language.tsx'
import { type DiffLine, diffLines } from './diff-lines.ts'
import '../style/rules.css'

const AROUND = 3
const SIGNS = { same: ' ', removed: '−', added: '+' } as const

export function Diff({ before, after, label }: { before: string; after: string; label: string }) {
  const t = useText()
  const lines = diffLines(before, after)
  if (lines.every(({ kind }) => kind === 'same')) return <p className="quiet">{t('diff.none')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="diff" tabIndex={0} aria-label={label}>
      <table>
        <tbody>
          {shownOf(lines).map((line, index) =>
            line === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a gap has no name of its own
              <tr key={`gap ${index}`}>
                <td colSpan={4} className="quiet">
                  ⋯
                </td>
              </tr>
            ) : (
              <tr key={`${line.before} ${line.after}`} className={line.kind}>
                <td className="quiet number">{line.before}</td>
                <td className="quiet number">{line.after}</td>
                <td>{SIGNS[line.kind]}</td>
                <td>{line.text}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  )
}

/** null = some lines that are the same were left out. */
function shownOf(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - AROUND), index + AROUND + 1)
      .some(({ kind }) => kind !== 'same'),
  )
  const shown: (DiffLine | null)[] = []
  for (const [index, line] of lines.entries()) {
    if (near[index]) shown.push(line)
    else if (shown.at(-1) !== null) shown.push(null)
  }
  return shown
}
