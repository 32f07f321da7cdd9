/** `check`: proves one after another that this connector can do its work, each failure with its cure. */
import { CHECKS } from '../checks/all.ts'
import type { CheckContext, CheckResult } from '../checks/check.ts'
import { errorFields } from '../doors.ts'
import type { CommandDoors } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ConnectorOptions } from './load-connector.ts'

/** With `json`, one line: `{"ok":BOOLEAN,"checks":[{"name","ok","detail","cure"}]}`. */
export async function check(
  options: ConnectorOptions & { json: boolean },
  doors: CommandDoors,
): Promise<ExitCode> {
  const { state: folder, json, ...rest } = options
  const context: CheckContext = { ...rest, folder, doors }
  const checks: CheckResult[] = []
  for (const each of CHECKS) {
    const found = await each.run(context).catch((error) => ({
      ok: false,
      detail: String(errorFields(error).detail ?? errorFields(error).fault),
    }))
    const result = { name: each.name, ...found, cure: found.ok ? null : each.cure }
    checks.push(result)
    if (!json) doors.out(describe(result))
  }
  const ok = checks.every((each) => each.ok)
  if (json) doors.out(JSON.stringify({ ok, checks }))
  if (ok) return EXIT.good
  const failed = (name: string) => checks.some((each) => each.name === name && !each.ok)
  if (failed('enrolled')) return EXIT.notEnrolled
  return failed('cloud-reachable') || failed('spooler-reachable') ? EXIT.unreachable : EXIT.failed
}

function describe({ name, ok, detail, cure }: CheckResult): string {
  return `${ok ? 'good' : 'FAIL'}  ${name}: ${detail}${cure === null ? '' : `\n      ${cure}`}`
}
