/** Vouchers: codes on cards, each worth an amount, once. */
import * as z from 'zod'
import { commentText, sumText } from './account.ts'
import { accountId, ulid } from './ids.ts'
import { amountText } from './money.ts'

export const VOUCHERS_LIMIT = 1_000
export const voucherBatchId = ulid.meta({ description: 'voucher batch id' })

/** Compared without case, spaces and hyphens: people read codes from cards. */
export const voucherCode = z
  .string()
  .max(100)
  .transform((text) => text.toUpperCase().replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[A-Z0-9]{6,40}$/, 'must be 6–40 letters and digits'))

export const voucherBatchCreation = z
  .object({
    name: z.string().min(1).max(100),
    count: z.int().min(1).max(VOUCHERS_LIMIT),
    amount: sumText,
    /** The last day (UTC) on which they can be redeemed; null = for ever. */
    expiresOn: z.iso.date().nullable().default(null),
  })
  .strict()
  .meta({ id: 'VoucherBatchCreation' })

export const voucherBatch = z
  .object({
    id: voucherBatchId,
    name: z.string(),
    count: z.int(),
    createdAt: z.iso.datetime(),
    by: z.string(),
  })
  .meta({ id: 'VoucherBatch' })
export type VoucherBatch = z.infer<typeof voucherBatch>

export const voucher = z
  .object({
    code: z.string(),
    amount: amountText,
    expiresOn: z.iso.date().nullable(),
    state: z.enum(['open', 'redeemed']),
    redeemedTo: accountId.nullable(),
    redeemedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Voucher' })
export type Voucher = z.infer<typeof voucher>

export const redemption = z.object({ code: voucherCode }).strict().meta({ id: 'Redemption' })
export const adminRedemption = z
  .object({ code: voucherCode, account: accountId, comment: commentText })
  .strict()
  .meta({ id: 'AdminRedemption' })
