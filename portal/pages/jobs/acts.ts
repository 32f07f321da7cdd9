/** What may be done to which jobs, by their state and by the role of who asks. */
import type { RouteName } from '#shared/contracts/api.ts'
import type { Role } from '#shared/contracts/credentials.ts'
import type { Job } from '#shared/contracts/job.ts'
import { mayCall } from '../../api.ts'

export const ACTS = ['release', 'cancel', 'refund'] as const
export type Act = (typeof ACTS)[number]

export const ACT_ROUTES = {
  release: 'releaseJob',
  cancel: 'cancelJob',
  refund: 'refundJob',
} as const satisfies Record<Act, RouteName>

export const actsOf = (role: Role): readonly Act[] =>
  ACTS.filter((act) => mayCall(role, ACT_ROUTES[act]))

/** Whether the job is in a state for it; the server looks again. */
export function fits(act: Act, { state, cost, refunded }: Job): boolean {
  if (act === 'refund') return state === 'completed' && cost !== refunded && !isNothing(cost)
  return act === 'release' ? state === 'held' : state === 'held' || state === 'asking'
}

const isNothing = (amount: string): boolean => /^-?0+(\.0+)?$/.test(amount)
