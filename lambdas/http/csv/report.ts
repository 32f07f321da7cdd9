/** What came of reading an import: rows that fit, and what is wrong with the others. */
import type * as z from 'zod'
import { IMPORT_ERRORS_LIMIT, type ImportReport } from '#shared/contracts/import.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { CsvRow } from './csv.ts'

export interface RowError {
  readonly line: number
  readonly column: string
  readonly message: string
}

export interface Checked<Row> {
  readonly rows: readonly Row[]
  readonly refused: number
  readonly errors: readonly RowError[]
}

/** Each row by the contract; of rows that say the same `key` the first counts. */
export function checkRows<Row>(
  rows: readonly CsvRow[],
  schema: z.ZodType<Row>,
  key: { readonly column: string; of(row: Row): string },
): Checked<Row> {
  const seen = new Set<string>()
  const fitting: Row[] = []
  const errors: RowError[] = []
  let refused = 0
  const refuse = (found: readonly RowError[]) => {
    refused++
    errors.push(...found.slice(0, IMPORT_ERRORS_LIMIT - errors.length))
  }
  for (const { line, cells } of rows) {
    const result = schema.safeParse(cells)
    if (!result.success) {
      refuse(
        result.error.issues.map(({ path, message }) => ({
          line,
          column: String(path[0] ?? ''),
          message,
        })),
      )
      continue
    }
    const name = key.of(result.data)
    if (seen.has(name)) {
      refuse([{ line, column: key.column, message: 'stands in an earlier line too' }])
      continue
    }
    seen.add(name)
    fitting.push(result.data)
  }
  return { rows: fitting, refused, errors }
}

export function makeReport(
  checked: Checked<unknown>,
  rest: Pick<ImportReport, 'encoding' | 'dryRun' | 'batch'>,
): ImportReport {
  const accepted = checked.rows.length
  const { refused, errors } = checked
  return { rows: accepted + refused, accepted, refused, errors: [...errors], ...rest }
}

/** Unless the caller wants the other rows, one row that does not fit is enough to import nothing. */
export function refuseErrors(checked: Checked<unknown>, onError: 'stop' | 'skip'): void {
  if (onError === 'skip' || checked.refused === 0) return
  const fields = checked.errors.slice(0, 50).map(({ line, column, message }) => ({
    path: `/${line}/${column}`,
    message,
  }))
  const detail = `${checked.refused} rows do not fit`
  throw new Problem('import-unreadable', detail, { fields })
}
