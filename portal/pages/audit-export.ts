/** The audit log as a file, oldest row first, one JSON a line: what docs/audit.md checks. */
import type { AuditRow } from '#shared/contracts/audit.ts'
import type { Api } from '../api.ts'
import { saveFile } from '../parts/save-file.ts'

const PAGE_ROWS = 200
/** 100,000 rows; who has more reads them by the API. */
const PAGES_LIMIT = 500

export async function exportAudit(api: Api): Promise<void> {
  const rows: AuditRow[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_LIMIT; page++) {
    const query = { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) }
    const { items, next } = await api.call('listAudit', { query })
    rows.push(...items)
    if (next === null) break
    cursor = next
  }
  const lines = rows.toReversed().map((row) => `${JSON.stringify(row)}\n`)
  saveFile(new Blob(lines, { type: 'application/x-ndjson' }), 'audit.jsonl')
}
