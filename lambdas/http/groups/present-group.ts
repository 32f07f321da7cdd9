/** From what is stored of groups and batches to what the API shows. */
import type { Batch } from '#shared/contracts/batch.ts'
import type { Group } from '#shared/contracts/group.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import type { BatchRecord } from '../../stores/batches.ts'
import type { GroupRecord } from '../../stores/groups.ts'

export function presentGroup({ initialCreditMinor, ...group }: GroupRecord): Group {
  return { ...group, initialCredit: formatAmount(initialCreditMinor) }
}

export function presentBatch(record: BatchRecord): Batch {
  const { id, kind, state, done, failed, failures, createdAt, endedAt, by } = record
  return { id, kind, state, done, failed, failures: [...failures], createdAt, endedAt, by }
}
