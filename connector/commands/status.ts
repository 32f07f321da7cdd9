/** `status`: what the state folder tells, without disturbing a running connector. */
import { countDeadLetters } from '../disk/dead-letters.ts'
import { loadIdentity, loadQueues } from '../disk/site-state.ts'
import { loadStatus } from '../disk/site-status.ts'
import { findLockHolder } from '../disk/state-lock.ts'
import type { CommandDoors } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

/** Exit code 3 when there is no identity, else 0: a stopped connector is a fact, not a failure. */
export async function showStatus(
  options: { state: string; json: boolean },
  doors: CommandDoors,
): Promise<ExitCode> {
  const who = await loadIdentity(options.state)
  const status = {
    enrolled: who !== null,
    connectorId: who?.connectorId ?? null,
    apiUrl: who?.apiUrl ?? null,
    site: who?.siteSlug ?? null,
    runningPid: await findLockHolder(options.state),
    queues: (await loadQueues(options.state)).map(({ queue }) => queue),
    deadLetters: await countDeadLetters(options.state),
    lastKnown: await loadStatus(options.state),
  }
  if (options.json) doors.out(JSON.stringify(status))
  else for (const line of describe(status)) doors.out(line)
  return status.enrolled ? EXIT.good : EXIT.notEnrolled

  function describe({ lastKnown, ...now }: typeof status): string[] {
    const lines = [
      now.enrolled
        ? `connector ${now.connectorId} of site ${now.site} at ${now.apiUrl}`
        : 'not enrolled',
      now.runningPid === null ? 'not running' : `running as process ${now.runningPid}`,
      `queues: ${now.queues.join(', ') || 'none'}`,
    ]
    if (now.deadLetters > 0) lines.push(`outcomes set aside: ${now.deadLetters}`)
    if (lastKnown === null) return lines
    const cloud =
      lastKnown.cloudAwaySince === null ? 'answers' : `away since ${lastKnown.cloudAwaySince}`
    return [
      ...lines,
      `as of ${lastKnown.updatedAt}: cloud ${cloud}, ${lastKnown.jobsOpen} jobs under way, ${lastKnown.jobsUnreported} to report`,
    ]
  }
}
