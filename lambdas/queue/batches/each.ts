/** One step over many users: several at a time, and whoever fails is named and holds up nobody. */
import { Problem } from '#shared/contracts/problem.ts'
import type { BatchProgress } from '../../stores/batches.ts'

/** Users of one step: it must end well within the function's time, also on a busy table. */
export const USERS_A_STEP = 200
const USERS_AT_ONCE = 8

/** A problem of the world is the user's own; anything else ends the step, which is taken again. */
export async function doEach<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  work: (item: Item) => Promise<void>,
): Promise<Pick<BatchProgress, 'done' | 'failures'>> {
  const failures: { username: string; code: string }[] = []
  const waiting = [...items]
  const takeTurns = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item)
      } catch (error) {
        // Who is throttled is asked again with the whole step.
        if (!(error instanceof Problem) || error.code === 'too-busy') throw error
        failures.push({ username: nameOf(item), code: error.code })
      }
    }
  }
  await Promise.all(Array.from({ length: USERS_AT_ONCE }, takeTurns))
  failures.sort((one, other) => (one.username < other.username ? -1 : 1))
  return { done: items.length, failures }
}
