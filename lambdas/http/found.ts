/** What is not there answers `not-found`, the same for everything. */
import { Problem } from '#shared/contracts/problem.ts'

export function found<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Problem('not-found')
  return thing
}
