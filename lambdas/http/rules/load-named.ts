/** Accounts and printers that rules name, for jobs that were decided without knowing them. */
import type { DecisionInput } from '#shared/contracts/decision.ts'
import { printerPolicy } from '#shared/contracts/printer.ts'
import type { RuleNeeds } from '#shared/decision/rule-needs.ts'
import { loadAccounts, standingOf } from '../../stores/accounts.ts'
import { loadTargets } from '../../stores/printers.ts'
import { loadTenant } from '../../stores/tenants.ts'

export interface Named {
  readonly accounts: DecisionInput['ruleAccounts']
  readonly targets: DecisionInput['targets']
}

const NOTHING: Named = { accounts: [], targets: [] }

export async function loadNamed(tenantId: string, needs: RuleNeeds): Promise<Named> {
  if (needs.accounts.length === 0 && needs.printers.length === 0) return NOTHING
  const [{ settings }, accounts, targets] = await Promise.all([
    loadTenant(tenantId),
    loadAccounts(tenantId, needs.accounts),
    loadTargets(tenantId, needs.printers),
  ])
  return {
    accounts: accounts.flatMap((one) => (one === null ? [] : [standingOf(one, settings)])),
    targets: targets.map(({ printer, jobsWaiting }) => ({
      printerId: printer.id,
      policy: printerPolicy.parse(printer),
      jobsWaiting,
    })),
  }
}

/** What the job knew stays as it was then. A document does not leave its site. */
export function addNamed<Input extends Omit<DecisionInput, 'rules'>>(
  input: Input,
  named: Named,
): Input {
  if (named === NOTHING) return input
  const accounts = new Set([...input.accounts, ...input.ruleAccounts].map(({ id }) => id))
  const printers = new Set(input.targets.map(({ printerId }) => printerId))
  const site = siteOf(input.facts.printerId)
  return {
    ...input,
    ruleAccounts: [...input.ruleAccounts, ...named.accounts.filter(({ id }) => !accounts.has(id))],
    targets: [
      ...input.targets,
      ...named.targets.filter(
        (one) => !printers.has(one.printerId) && siteOf(one.printerId) === site,
      ),
    ],
  }
}

/** `office@main` → `main`. */
function siteOf(printerId: string): string {
  return printerId.slice(printerId.lastIndexOf('@') + 1)
}
