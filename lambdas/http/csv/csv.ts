/** CSV (RFC 4180) with a header line → rows by column, each with its line. */
import { parse } from 'csv-parse/sync'
import { Problem } from '#shared/contracts/problem.ts'

export interface CsvRow {
  /** As an editor counts, the header being 1. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

const CELL_LIMIT_CHARACTERS = 20_000
const DELIMITERS = [',', ';', '\t'] as const

/**
 * Columns are found by name without case, spaces, hyphens and underscores. Throws `import-unreadable` for a column that
 * nobody knows, for one that is missing, and for more rows than allowed.
 */
export function parseCsv(
  text: string,
  columns: { readonly known: readonly string[]; readonly required: readonly string[] },
  rowsLimit: number,
): readonly CsvRow[] {
  const records = readRecords(text, rowsLimit)
  const [header, ...rows] = records
  if (header === undefined) throw new Problem('import-unreadable', 'it is empty')
  if (rows.length > rowsLimit) {
    throw new Problem('import-unreadable', `it has more than ${rowsLimit} rows`)
  }
  const names = header.record.map((cell) => nameColumn(cell, columns.known))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Problem('import-unreadable', `\`${twice}\` is there twice`)
  for (const name of columns.required) {
    if (!names.includes(name)) throw new Problem('import-unreadable', `no column is \`${name}\``)
  }
  return rows.map(({ record, line }) => ({
    line,
    cells: Object.fromEntries(names.map((name, index) => [name, unguard(record[index] ?? '')])),
  }))
}

/** A cell that a spreadsheet would run as a formula is led by an apostrophe; amounts stay numbers. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('')
}

const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

function formatCell(cell: string): string {
  const safe = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What `formatCsv` put in front is taken off again. */
function unguard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly line: number
}

function readRecords(text: string, rowsLimit: number): readonly CsvRecord[] {
  try {
    const found = parse(text, {
      bom: true,
      delimiter: findDelimiter(text),
      info: true,
      max_record_size: CELL_LIMIT_CHARACTERS,
      relax_column_count: true,
      skip_empty_lines: true,
      to: rowsLimit + 2,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return found.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : ''
    throw new Problem('import-unreadable', detail, { cause: error })
  }
}

/** The one that the header has most of. */
function findDelimiter(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const counted = DELIMITERS.map((one) => ({ one, count: header.split(one).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one
}

function nameColumn(cell: string, known: readonly string[]): string {
  const plain = plainName(cell)
  const name = known.find((one) => plainName(one) === plain)
  if (name !== undefined) return name
  const shown = cell.slice(0, 60)
  throw new Problem('import-unreadable', `\`${shown}\` is no column: there are ${known.join(', ')}`)
}

const plainName = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '')
