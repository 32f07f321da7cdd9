/** Handlers of accounts, groups, vouchers and refunds, by name. */
import { checkPin } from '../accounts/check-pin.ts'
import { createMyTransfer } from '../accounts/create-my-transfer.ts'
import { createTransfer } from '../accounts/create-transfer.ts'
import { deleteAccountPin } from '../accounts/delete-pin.ts'
import { listMyAccounts } from '../accounts/list-my-accounts.ts'
import { listMyEntries } from '../accounts/list-my-entries.ts'
import { patchAccount } from '../accounts/patch-account.ts'
import { putAccountAccess } from '../accounts/put-access.ts'
import { putAccount } from '../accounts/put-account.ts'
import { putAccountPin } from '../accounts/put-pin.ts'
import { showAccountAccess } from '../accounts/show-access.ts'
import { adjustGroup } from '../groups/adjust-group.ts'
import { deleteGroup } from '../groups/delete-group.ts'
import { listBatches } from '../groups/list-batches.ts'
import { listGroups } from '../groups/list-groups.ts'
import { listMembers } from '../groups/list-members.ts'
import { patchGroup } from '../groups/patch-group.ts'
import { putGroup } from '../groups/put-group.ts'
import { showBatch } from '../groups/show-batch.ts'
import { showGroup } from '../groups/show-group.ts'
import { approveRefund } from '../refunds/approve-refund.ts'
import { denyRefund } from '../refunds/deny-refund.ts'
import { listRefunds } from '../refunds/list-refunds.ts'
import { refundJob } from '../refunds/refund-job.ts'
import { requestMyRefund } from '../refunds/request-my-refund.ts'
import { createVoucherBatch } from '../vouchers/create-voucher-batch.ts'
import { listVoucherBatches } from '../vouchers/list-voucher-batches.ts'
import { listVouchers } from '../vouchers/list-vouchers.ts'
import { redeemMyVoucher } from '../vouchers/redeem-my-voucher.ts'
import { redeemVoucher } from '../vouchers/redeem-voucher.ts'

export const moneyHandlers = {
  putAccount,
  patchAccount,
  showAccountAccess,
  putAccountAccess,
  putAccountPin,
  deleteAccountPin,
  createTransfer,
  listMyAccounts,
  listMyEntries,
  createMyTransfer,
  checkPin,
  listGroups,
  showGroup,
  putGroup,
  patchGroup,
  deleteGroup,
  listMembers,
  adjustGroup,
  listBatches,
  showBatch,
  listVoucherBatches,
  createVoucherBatch,
  listVouchers,
  redeemVoucher,
  redeemMyVoucher,
  refundJob,
  listRefunds,
  approveRefund,
  denyRefund,
  requestMyRefund,
} as const
