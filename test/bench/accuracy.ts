// `npm run accuracy -- FOLDER… [--json]`: page counts and color against folders whose truth is known.
// Exit code 1 when a wrong number of pages was told as exact, 2 for a wrong call.
import { parseArgs } from 'node:util'
import { type Judged, judgeFolder } from '#help/accuracy.ts'

const COLUMNS = ['files', 'right', 'unknown', 'wrong', 'WRONG, EXACT', 'color pages', 'right']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help || positionals.length === 0) {
  console.error('npm run accuracy -- FOLDER… [--json]\n')
  console.error(
    'Analyzes documents whose truth is known, and tells how often it is right, language by language.',
  )
  console.error('  FOLDER holds manifest.jsonl, one line a file: file, sha256, language, pages,')
  console.error('  pages_known, color_pages, color_known; the files beside it or in files/')
  console.error('--json        one line a document instead of the table')
  console.error('Exit code 1: a wrong number of pages was told as exact')
  process.exit(values.help ? 0 : 2)
}

const judged = positionals.flatMap(judgeFolder)
const show = values.json ? showJson : showTable
show(judged)
process.exitCode = judged.some(({ pages }) => pages === 'wrong-exact') ? 1 : 0

function showJson(all: readonly Judged[]): void {
  for (const one of all) console.log(JSON.stringify(one))
}

function showTable(all: readonly Judged[]): void {
  console.log(lineOf('language', COLUMNS))
  const languages = [...new Set(all.map(({ language }) => language))].sort()
  for (const language of languages) {
    const those = all.filter((one) => one.language === language)
    console.log(lineOf(language, countsOf(those)))
  }
  console.log(lineOf('all', countsOf(all)))
  const missed = all.filter(({ misses }) => misses.length > 0)
  if (missed.length > 0) console.log('')
  for (const { file, misses } of missed) console.log(`${file}: ${misses.join('; ')}`)
}

function countsOf(those: readonly Judged[]): string[] {
  const count = (pages: Judged['pages']) => `${those.filter((one) => one.pages === pages).length}`
  const sum = (name: 'colorPages' | 'colorPagesRight') =>
    those.reduce((total, one) => total + one[name], 0)
  const colorPages = sum('colorPages')
  const share =
    colorPages === 0 ? '–' : `${((100 * sum('colorPagesRight')) / colorPages).toFixed(2)} %`
  const counts = (['right', 'unknown', 'wrong', 'wrong-exact'] as const).map(count)
  return [`${those.length}`, ...counts, `${colorPages}`, share]
}

function lineOf(first: string, cells: readonly string[]): string {
  const rest = cells.map((cell, index) => cell.padStart(Math.max(9, COLUMNS[index]!.length + 2)))
  return `${first.padEnd(18)}${rest.join('')}`
}
