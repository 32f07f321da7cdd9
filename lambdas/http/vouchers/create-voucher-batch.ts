/** Makes vouchers of one amount with codes of our own. */
import { createHmac } from 'node:crypto'
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { saveVoucherBatch } from '../../stores/vouchers.ts'

/** Without letters and digits that people take for each other. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 16

/** A repeat makes the same codes, and nobody else can: they come from the credential and the operation. */
export const createVoucherBatch: RouteHandler<'createVoucherBatch'> = async (call) => {
  const { params, body, operation, credential } = call
  const { name, count, amount, expiresOn } = body
  const secret = credential.derive(`vouchers ${operation.id}`)
  const amountMinor = parseAmount(amount)
  const vouchers = Array.from({ length: count }, (_, index) => ({
    code: makeCode(secret, index),
    amountMinor,
    expiresOn,
  }))
  const batch = {
    id: operation.id,
    name,
    count,
    createdAt: formatTime(operation.timeMs),
    by: credential.tokenName,
  }
  await saveVoucherBatch(params.tenant, batch, vouchers)
  return batch
}

/** 78 bits: nobody finds one by trying. */
function makeCode(secret: Uint8Array, index: number): string {
  const bytes = createHmac('sha256', secret).update(`voucher ${index}`).digest()
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let code = ''
  for (let place = 0; place < CODE_LENGTH; place++) {
    code += ALPHABET.charAt(Number(rest % BigInt(ALPHABET.length)))
    rest /= BigInt(ALPHABET.length)
  }
  return code
}
