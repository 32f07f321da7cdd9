/** Every check, in the order in which a person would look. */
import type { Check } from './check.ts'
import { cloudReachable } from './cloud-reachable.ts'
import { diskFree } from './disk-free.ts'
import { enrolled } from './enrolled.ts'
import { journalHealthy } from './journal-healthy.ts'
import { keyPrivate } from './key-private.ts'
import { queuesIntact } from './queues-intact.ts'
import { spoolerReachable } from './spooler-reachable.ts'

export const CHECKS: readonly Check[] = [
  enrolled,
  keyPrivate,
  diskFree,
  journalHealthy,
  cloudReachable,
  spoolerReachable,
  queuesIntact,
]
