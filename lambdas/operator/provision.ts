/** The platform operator's first words: partner, tenants, the guests' accounts, tokens. A repeat changes nothing. */
import { GUEST_ACCOUNT } from '#shared/contracts/account.ts'
import { type ProvisionRequest, provisionRequest } from '#shared/contracts/provision.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { makeAccountRow } from '../stores/accounts.ts'
import type { Put } from '../stores/expressions.ts'
import { keys } from '../stores/keys.ts'
import { saveItem } from '../stores/table.ts'
import { makeTenantRows } from '../stores/tenants.ts'
import { makeProvisionedRows } from '../stores/tokens.ts'

export async function provision({
  event,
}: Pick<ScheduleCall, 'event'>): Promise<{ tenants: number; tokens: number }> {
  const request = provisionRequest.parse(event)
  for (const row of makeRows(request)) await saveItem(row)
  return { tenants: request.tenants.length, tokens: request.tokens.length }
}

export const handler = composeSchedule('provision', provision)

/** Every row is written only when it is absent, so a repeat neither changes nor revives anything. */
function makeRows({ partner, tenants, tokens }: ProvisionRequest): readonly Put[] {
  const guests = { id: GUEST_ACCOUNT, name: 'guests', restricted: true, overdraftMinor: 0n }
  return [
    {
      kind: 'put',
      key: keys.partner(partner.id),
      item: { name: partner.name },
      when: [{ is: 'absent' }],
    },
    ...tenants.flatMap((tenant) => [
      makeAccountRow(tenant.id, guests),
      ...makeTenantRows({ ...tenant, partnerId: partner.id, rulesVersion: null }),
    ]),
    ...tokens.flatMap(({ ownerId, hash, ...token }) =>
      makeProvisionedRows(token.role === 'partner' ? 'partner' : 'tenant', ownerId, hash, token),
    ),
  ]
}
