/** The CUPS policies that keep every job from printing undecided, and the queue names they are for. */

/** Who proves a user's name: the print system, or nobody (any client may claim any name). */
export type CupsIdentity = 'authenticated' | 'claimed'

/** Policy of the queue that users print to. */
export const INTAKE_POLICY = 'metered'
/** Policy of the queue before the device. */
export const OUT_POLICY = 'metered-out'
/** `office` is the intake, `office-out` the queue before the device. */
export const OUT_SUFFIX = '-out'
/** Device of every intake: a backend that never prints. */
export const INTAKE_DEVICE_SCHEME = 'intake'
/** That backend: a program for cupsd's backend folder, owned by root, mode 0755. 3 = "CUPS_BACKEND_HOLD". */
export const INTAKE_BACKEND = `#!/bin/sh
# The device of every intake queue: it never prints. 3 tells CUPS to hold the job.
[ $# -eq 0 ] && { echo 'direct intake "Unknown" "Jobs wait here for print management"'; exit 0; }
echo 'INFO: waiting for print management' >&2
exit 3
`

export interface CupsPolicyOptions {
  /** Unix user the connector runs as: the only one who may release, alter or move a job. */
  readonly connectorUser: string
  readonly identity: CupsIdentity
  /** Let the members of SystemGroup manage printers ("@SYSTEM"), but still not release jobs. */
  readonly administrators: boolean
}

/** Both `<Policy>` sections, as text for cupsd.conf. */
export function makeCupsPolicies(options: CupsPolicyOptions): string {
  return `${makeIntakePolicy(options)}\n${makeOutPolicy(options)}`
}

const READ_OPERATIONS =
  'Get-Printer-Attributes Get-Printer-Supported-Values Get-Jobs Get-Job-Attributes CUPS-Get-PPD CUPS-Get-Default CUPS-Get-Printers CUPS-Get-Classes'
/** Everything that puts paper out, or changes what comes out, or shows the document. */
const PAPER_OPERATIONS =
  'Print-URI Send-URI CUPS-Get-Document CUPS-Authenticate-Job Hold-Job Release-Job Restart-Job Resume-Job Reprocess-Job Resubmit-Job Set-Job-Attributes Set-Document-Attributes Delete-Document CUPS-Move-Job Purge-Jobs Cancel-Jobs Cancel-Current-Job Suspend-Current-Job Promote-Job Schedule-Job-After'

/**
 * Claimed: the connector is left out of the limits without authentication, or anybody could act under its name.
 * Authenticated: it is let in there, and CUPS knows that it is the connector.
 */
function makeIntakePolicy(options: CupsPolicyOptions): string {
  return policy(INTAKE_POLICY, options, [
    limit(
      'Create-Job Print-Job Validate-Job',
      options.identity === 'claimed' ? [] : ['valid-user'],
    ),
    limitForOwner('Send-Document Close-Job Cancel-Job Cancel-My-Jobs', options),
    limit(READ_OPERATIONS, []),
    limit(PAPER_OPERATIONS, [`user ${options.connectorUser}`]),
    limit('All', [managers(options)]),
  ])
}

/** Nobody but the connector may put a job here, or add to one: moving a job here seals it. */
function makeOutPolicy(options: CupsPolicyOptions): string {
  return policy(OUT_POLICY, options, [
    limitForOwner('Cancel-Job Cancel-My-Jobs', options),
    limit(READ_OPERATIONS, []),
    limit(`Create-Job Print-Job Validate-Job Send-Document Close-Job ${PAPER_OPERATIONS}`, [
      `user ${options.connectorUser}`,
    ]),
    limit('All', [managers(options)]),
  ])
}

function policy(name: string, options: CupsPolicyOptions, limits: readonly string[]): string {
  const isClaimed = options.identity === 'claimed'
  const access = isClaimed ? 'all' : `@OWNER ${options.connectorUser}`
  return `<Policy ${name}>
  JobPrivateAccess ${access}
  JobPrivateValues ${isClaimed ? 'none' : 'default'}
  SubscriptionPrivateAccess ${options.connectorUser}
  SubscriptionPrivateValues all
${limits.join('\n')}
</Policy>
`
}

function limitForOwner(operations: string, options: CupsPolicyOptions): string {
  return options.identity === 'claimed'
    ? limit(operations, ['user @OWNER'], 'None')
    : limit(operations, [`user @OWNER ${options.connectorUser}`])
}

function limit(
  operations: string,
  require: readonly string[],
  authentication = require.length === 0 ? 'None' : 'Default',
): string {
  const required = require.map((who) => `    Require ${who}\n`).join('')
  return `  <Limit ${operations}>
    AuthType ${authentication}
${required}    Order deny,allow
  </Limit>`
}

const managers = (options: CupsPolicyOptions) =>
  `user ${options.connectorUser}${options.administrators ? ' @SYSTEM' : ''}`
