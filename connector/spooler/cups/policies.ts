/** What an administrator puts into cupsd.conf so that nothing prints undecided. */
import {
  type CupsPolicyOptions,
  INTAKE_BACKEND,
  makeCupsPolicies,
} from '#shared/contracts/cups-policy.ts'

export { INTAKE_BACKEND, makeCupsPolicies }

/** Where cupsd looks for the intake's backend. */
export const INTAKE_BACKEND_PATH = '/usr/lib/cups/backend/intake'

/** Directives with the value they must have, and why: `check` looks for them where it can read cupsd.conf. */
export const CUPSD_SETTINGS = [
  {
    name: 'DefaultPolicy',
    value: 'metered',
    why: 'under the stock policy any user can make a queue of his own to the device',
  },
  { name: 'MaxJobs', value: '0', why: 'with the default the 501st waiting job is refused' },
  {
    name: 'DirtyCleanInterval',
    value: '1',
    why: 'with the default a killed cupsd forgets the jobs of its last 30 seconds',
  },
  { name: 'MaxEvents', value: '10000', why: 'with the default a burst of jobs loses events' },
  { name: 'IdleExitTimeout', value: '0', why: 'cupsd must stay while jobs wait' },
  { name: 'Browsing', value: 'No', why: 'queues found on the network would bypass management' },
] as const

/** The text for cupsd.conf: settings and both policies. */
export function makeCupsdAdvice(options: CupsPolicyOptions): string {
  const settings = CUPSD_SETTINGS.map(({ name, value, why }) => `# ${why}\n${name} ${value}`)
  return `DefaultAuthType Basic\n${settings.join('\n')}\n${makeCupsPolicies(options)}`
}
