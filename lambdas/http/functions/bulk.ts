/** Whole files of users and vouchers: more memory and time than the rest of the API needs. */
import { composeHttp } from '../../middleware/compose-http.ts'
import { exportUsers } from '../users/export-users.ts'
import { importUsers } from '../users/import-users.ts'
import { importVouchers } from '../vouchers/import-vouchers.ts'

/** By name, as the contract's table has them. */
export const bulkHandlers = { importUsers, exportUsers, importVouchers }

export const handler = composeHttp(bulkHandlers)
