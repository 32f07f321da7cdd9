/** Imports of CSV: what may be sent, and what comes of it. */
import * as z from 'zod'
import { batch } from './batch.ts'

export const IMPORT_ROWS_LIMIT = 100_000
/** Rows of vouchers, which are imported at once. */
export const VOUCHER_ROWS_LIMIT = 1_000
/** As sent, gzip or plain: what a function takes at most, less the envelope. */
export const UPLOAD_LIMIT_BYTES = 4 * 1024 * 1024
/** After unpacking. */
export const UNPACKED_LIMIT_BYTES = 32 * 1024 * 1024
/** Rows named in a report; all are counted. */
export const IMPORT_ERRORS_LIMIT = 1_000

const yesNo = z.enum(['true', 'false'])

export const importQuery = z
  .object({
    /** Only look: nothing is changed. */
    dryRun: yesNo.default('false').transform((text) => text === 'true'),
    /** What to do when a row does not fit: import nothing at all, or the other rows. */
    onError: z.enum(['stop', 'skip']).default('stop'),
  })
  .strict()

export const importReport = z
  .object({
    rows: z.int(),
    /** Rows that fit. */
    accepted: z.int(),
    refused: z.int(),
    errors: z.array(z.object({ line: z.int(), column: z.string(), message: z.string() })),
    /** How the text was read. */
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    dryRun: z.boolean(),
    /** Work that goes on; null when there is none. */
    batch: batch.nullable(),
  })
  .meta({ id: 'ImportReport' })
export type ImportReport = z.infer<typeof importReport>

export const EXPORT_LIMIT = 5_000
export const exportQuery = z
  .object({
    limit: z.coerce.number().int().min(1).max(EXPORT_LIMIT).default(EXPORT_LIMIT),
    cursor: z.string().max(1_000).optional(),
  })
  .strict()
