/** Takes CSV of users: every line is looked at here, the work itself goes on as a batch. */
import { IMPORT_ROWS_LIMIT } from '#shared/contracts/import.ts'
import {
  USER_COLUMNS,
  USER_COLUMNS_SHOWN,
  type UserRow,
  userRow,
} from '#shared/contracts/user-row.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { createBatch, saveBatchPart, sendBatch } from '../../stores/batches.ts'
import { parseCsv } from '../csv/csv.ts'
import { decodeUpload } from '../csv/decode-text.ts'
import { checkRows, makeReport, refuseErrors } from '../csv/report.ts'
import { presentBatch } from '../groups/present-group.ts'

/** Rows kept together, and taken in one step. */
const PART_ROWS = 250
const PARTS_AT_ONCE = 20
/** Longer than any batch takes, also one that waits for a person. */
const KEPT_SECONDS = 30 * 24 * 3600

export const importUsers: RouteHandler<'importUsers'> = async (call) => {
  const { dryRun, onError } = call.query
  const { text, encoding } = decodeUpload(call.event, call.rawBody)
  const known = [...USER_COLUMNS, ...USER_COLUMNS_SHOWN]
  const rows = parseCsv(text, { known, required: ['username'] }, IMPORT_ROWS_LIMIT)
  const key = { column: 'username', of: (row: UserRow) => row.username }
  const checked = checkRows(rows, userRow, key)
  if (!dryRun) refuseErrors(checked, onError)
  const empty = dryRun || checked.rows.length === 0
  const batch = empty ? null : await startImport(call, checked.rows)
  return makeReport(checked, { encoding, dryRun, batch: batch && presentBatch(batch) })
}

/** Rows first, the batch after, the message last: what breaks in between is repeated without harm. */
async function startImport(
  { params, operation, credential, nowMs }: Call<'importUsers'>,
  rows: readonly UserRow[],
) {
  const parts = Math.ceil(rows.length / PART_ROWS)
  const expiresAt = Math.floor(nowMs / 1000) + KEPT_SECONDS
  const save = (number: number) => {
    const part = rows.slice(number * PART_ROWS, (number + 1) * PART_ROWS)
    return saveBatchPart(params.tenant, operation.id, number, part, expiresAt)
  }
  for (let first = 0; first < parts; first += PARTS_AT_ONCE) {
    const count = Math.min(PARTS_AT_ONCE, parts - first)
    await Promise.all(Array.from({ length: count }, (_, index) => save(first + index)))
  }
  const batch = await createBatch(
    params.tenant,
    {
      id: operation.id,
      kind: 'import',
      work: { parts },
      createdAt: formatTime(operation.timeMs),
      by: credential.tokenName,
    },
    nowMs,
  )
  if (batch.state === 'running') await sendBatch({ tenantId: params.tenant, batchId: batch.id })
  return batch
}
