/** Paths of vouchers. */
import * as z from 'zod'
import { entry } from '../account.ts'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { importQuery, importReport } from '../import.ts'
import { listOf, listQuery } from '../list.ts'
import {
  adminRedemption,
  redemption,
  voucher,
  voucherBatch,
  voucherBatchCreation,
  voucherBatchId,
} from '../voucher.ts'

const keeper = { auth: 'person', roles: STAFF_ROLES.moneyKeepers, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const t = '/v1/tenants/{tenant}'

export const VOUCHER_ROUTES = {
  listVoucherBatches: {
    ...keeper,
    method: 'GET',
    path: `${t}/voucher-batches`,
    summary: 'batches of vouchers, newest first',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(voucherBatch),
  },
  createVoucherBatch: {
    ...keeper,
    method: 'POST',
    path: `${t}/voucher-batches`,
    summary: 'make vouchers of one amount with codes of our own',
    params: inTenant,
    body: voucherBatchCreation,
    status: 201,
    reply: voucherBatch,
  },
  listVouchers: {
    ...keeper,
    method: 'GET',
    path: `${t}/voucher-batches/{voucherBatch}/vouchers`,
    summary: 'vouchers of a batch by code',
    params: inTenant.extend({ voucherBatch: voucherBatchId }),
    query: listQuery,
    status: 200,
    reply: listOf(voucher),
  },
  importVouchers: {
    ...keeper,
    function: 'bulk',
    method: 'POST',
    path: `${t}/vouchers:import`,
    summary: 'make vouchers of codes that exist: CSV with `code`, `amount` and `expires`',
    params: inTenant,
    query: importQuery,
    upload: 'text/csv',
    status: 200,
    reply: importReport,
  },
  redeemVoucher: {
    ...keeper,
    method: 'POST',
    path: `${t}/vouchers:redeem`,
    summary: 'redeem a voucher for any account',
    params: inTenant,
    body: adminRedemption,
    status: 201,
    reply: entry,
  },
  redeemMyVoucher: {
    auth: 'person',
    roles: TENANT_ROLES,
    function: 'api',
    method: 'POST',
    path: '/v1/me/vouchers:redeem',
    summary: 'redeem a voucher for the own main account',
    body: redemption,
    status: 201,
    reply: entry,
  },
} as const
