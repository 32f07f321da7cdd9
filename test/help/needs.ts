// What a machine may lack, and `describeWith`, which skips by name what needs it.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from 'vitest'

/** Programs that npm cannot bring. A new need is a line here and a package in `.ci/run`. */
const NEEDS = {
  cupsd: 'cups-daemon',
  lp: 'cups-client',
  ipptool: 'cups-ipp-utils',
  pdftopdf: 'cups-filters-core-drivers',
  setpriv: 'util-linux',
  java: 'default-jre-headless',
  chromium: 'chromium',
} as const
export type Need = keyof typeof NEEDS

/** Debian keeps daemons out of an ordinary user's PATH, and CUPS keeps filters in its own folder. */
const MORE_FOLDERS = ['/usr/sbin', '/sbin', '/usr/lib/cups/filter']

/** How the summary finds what was skipped for lack of something. */
const MARK = / \(needs ([^)]+)\)/

/** A `describe` that is skipped, under a name that tells why, when the machine lacks one of the programs. */
export function describeWith(needs: Need | readonly Need[], name: string, body: () => void): void {
  const missing = [needs].flat().filter((need) => !hasProgram(need))
  if (missing.length === 0) describe(name, body)
  else describe.skip(`${name} (needs ${missing.join(', ')})`, body)
}

/** Debian's packages for what is missing in a skipped test's full name; empty when it was skipped for another reason. */
export function missingNeeds(fullName: string): readonly { need: string; debianPackage: string }[] {
  const needs = MARK.exec(fullName)?.[1]?.split(/, | and /) ?? []
  return needs.map((need) => ({ need, debianPackage: NEEDS[need as Need] ?? need }))
}

const hasProgram = (name: string): boolean => findProgram(name) !== null

/** Its path; null when it is not installed. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS]
  const folder = folders.find((each) => each !== '' && existsSync(join(each, name)))
  return folder === undefined ? null : join(folder, name)
}
