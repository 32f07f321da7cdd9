/** Everything that can go wrong in the world, one stable code each; docs/problems.md explains them. */
/** Whether the same request may succeed later: at once, after a wait, or not without a change. */
export type Retry = 'now' | 'later' | 'never'

interface ProblemKind {
  /** Status when this problem leaves the cloud; 0 = never leaves the machine it arose on. */
  readonly httpStatus: number
  readonly retry: Retry
  readonly title: string
}

/** The one table of problem codes. */
export const PROBLEMS = {
  // What a caller of the API can mend.
  'request-malformed': {
    httpStatus: 400,
    retry: 'never',
    title: 'the request does not fit its contract',
  },
  'body-not-json': { httpStatus: 400, retry: 'never', title: 'the body is not JSON' },
  'body-too-large': { httpStatus: 413, retry: 'never', title: 'the body is larger than allowed' },
  'cursor-invalid': { httpStatus: 400, retry: 'never', title: 'the cursor is not one of ours' },
  'credential-missing': { httpStatus: 401, retry: 'never', title: 'no credential was sent' },
  'credential-invalid': {
    httpStatus: 401,
    retry: 'never',
    title: 'the credential is unknown or expired',
  },
  'session-ended': { httpStatus: 401, retry: 'never', title: 'the session is over' },
  'cross-site-refused': {
    httpStatus: 403,
    retry: 'never',
    title: 'a change by cookie must come from our own pages',
  },
  'sign-in-failed': { httpStatus: 400, retry: 'now', title: 'signing in did not work' },
  'sign-in-refused': {
    httpStatus: 403,
    retry: 'never',
    title: 'nobody here is known by this sign-in',
  },
  'identity-provider-unreachable': {
    httpStatus: 503,
    retry: 'later',
    title: 'the identity provider cannot be reached',
  },
  'signature-invalid': {
    httpStatus: 401,
    retry: 'never',
    title: 'the request signature does not verify',
  },
  'signature-expired': {
    httpStatus: 401,
    retry: 'now',
    title: 'the request was signed too long ago or ahead of time',
  },
  'connector-revoked': { httpStatus: 403, retry: 'never', title: 'this connector was revoked' },
  'role-insufficient': {
    httpStatus: 403,
    retry: 'never',
    title: 'the credential does not allow this',
  },
  'not-found': { httpStatus: 404, retry: 'never', title: 'there is no such thing here' },
  'method-not-allowed': {
    httpStatus: 405,
    retry: 'never',
    title: 'the path does not take this method',
  },
  'enrollment-token-invalid': {
    httpStatus: 401,
    retry: 'never',
    title: 'the enrollment token is unknown, expired or used',
  },
  'idempotency-key-reused': {
    httpStatus: 422,
    retry: 'never',
    title: 'the idempotency key was used for another request',
  },
  'job-facts-changed': {
    httpStatus: 422,
    retry: 'never',
    title: 'this job was answered for other facts',
  },
  'version-changed': {
    httpStatus: 412,
    retry: 'never',
    title: 'somebody else saved first',
  },
  'rules-invalid': { httpStatus: 422, retry: 'never', title: 'the rule set cannot be used' },
  'rule-cases-failed': {
    httpStatus: 422,
    retry: 'never',
    title: 'not every case of the rule set comes true',
  },
  'already-exists': { httpStatus: 409, retry: 'never', title: 'there is one already' },
  'adjustment-exceeds-balance': {
    httpStatus: 409,
    retry: 'never',
    title: 'the account would fall below its overdraft',
  },
  'job-not-waiting': {
    httpStatus: 409,
    retry: 'never',
    title: 'the job does not wait any more',
  },
  'job-needs-manager': {
    httpStatus: 403,
    retry: 'never',
    title: 'only a manager may let this job go',
  },
  'release-refused': {
    httpStatus: 409,
    retry: 'never',
    title: 'as it is to print now, the job is refused',
  },
  'answer-not-offered': {
    httpStatus: 422,
    retry: 'never',
    title: 'the answer is not one of those offered',
  },
  'transfer-exceeds-balance': {
    httpStatus: 409,
    retry: 'never',
    title: 'the account does not have that much',
  },
  'group-in-use': { httpStatus: 409, retry: 'never', title: 'the group is in use' },
  'voucher-unusable': {
    httpStatus: 409,
    retry: 'never',
    title: 'the voucher is unknown, expired or redeemed',
  },
  'refund-exceeds-charge': {
    httpStatus: 409,
    retry: 'never',
    title: 'the job was not charged that much, or got it back already',
  },
  'refund-decided': { httpStatus: 409, retry: 'never', title: 'this was decided already' },
  'pin-wrong': { httpStatus: 403, retry: 'never', title: 'the PIN is wrong' },
  'attempts-exhausted': { httpStatus: 429, retry: 'later', title: 'too many wrong tries' },
  'import-unreadable': { httpStatus: 422, retry: 'never', title: 'the file cannot be imported' },
  'too-busy': { httpStatus: 503, retry: 'later', title: 'too many writers at once, try again' },
  'internal-error': { httpStatus: 500, retry: 'later', title: 'something failed on our side' },
  // What a connector meets on its way to the cloud.
  'cloud-unreachable': { httpStatus: 0, retry: 'later', title: 'the cloud cannot be reached' },
  'cloud-answer-unreadable': {
    httpStatus: 0,
    retry: 'later',
    title: 'the cloud answered something that is not its contract',
  },
  'not-enrolled': { httpStatus: 0, retry: 'never', title: 'this connector is not enrolled' },
  'state-unreadable': { httpStatus: 0, retry: 'never', title: 'the state folder cannot be read' },
  'state-locked': {
    httpStatus: 0,
    retry: 'never',
    title: 'another connector uses this state folder',
  },
  'disk-write-failed': {
    httpStatus: 0,
    retry: 'later',
    title: 'the state folder cannot be written',
  },
  // What a connector meets on its way to the print system.
  'spooler-unreachable': {
    httpStatus: 0,
    retry: 'later',
    title: 'the print system cannot be reached',
  },
  'spooler-refused': {
    httpStatus: 0,
    retry: 'never',
    title: 'the print system refused the operation',
  },
  'spooler-answer-unreadable': {
    httpStatus: 0,
    retry: 'later',
    title: 'the print system answered something that is not IPP',
  },
  'spooler-job-missing': {
    httpStatus: 0,
    retry: 'never',
    title: 'the print system no longer has the job',
  },
  'queue-exists': { httpStatus: 0, retry: 'never', title: 'there is a queue of this name already' },
  'queue-unknown': {
    httpStatus: 0,
    retry: 'never',
    title: 'there is no managed queue of this name',
  },
  // What a connector meets on its way to a printer of its built-in queue.
  'printer-unreachable': {
    httpStatus: 0,
    retry: 'later',
    title: 'the printer cannot be reached',
  },
  'printer-refused': { httpStatus: 0, retry: 'never', title: 'the printer refused the operation' },
  'printer-answer-unreadable': {
    httpStatus: 0,
    retry: 'later',
    title: 'the printer answered something that is not IPP',
  },
  'printer-identity-changed': {
    httpStatus: 0,
    retry: 'later',
    title: 'the printer shows another certificate than before',
  },
  'device-uri-unknown': {
    httpStatus: 0,
    retry: 'never',
    title: 'the address is not one of a printer that can be used here',
  },
  'document-not-drawable': {
    httpStatus: 0,
    retry: 'never',
    title: 'the document cannot be drawn for this printer',
  },
  'file-unreadable': { httpStatus: 0, retry: 'never', title: 'the file cannot be read' },
  // What the local cloud meets on its machine.
  'resource-type-unknown': {
    httpStatus: 0,
    retry: 'never',
    title: 'the template holds a resource that the local cloud does not know',
  },
  'engine-missing': {
    httpStatus: 0,
    retry: 'never',
    title: 'no DynamoDB engine fits this machine',
  },
  'port-in-use': { httpStatus: 0, retry: 'never', title: 'the port is taken' },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof PROBLEMS

/** The world misbehaved. Thrown only by I/O; `detail` is lower case, without a full stop, user's words in backticks. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string
  /** JSON pointers and sentences when a body did not fit. */
  readonly fields: readonly { path: string; message: string }[]
  /** How long to wait before trying again, where the problem passes by itself. */
  readonly retryAfterSeconds: number

  constructor(
    code: ProblemCode,
    detail?: string,
    options: {
      cause?: unknown
      fields?: readonly { path: string; message: string }[]
      retryAfterSeconds?: number
    } = {},
  ) {
    super(`${code}: ${detail ?? PROBLEMS[code].title}`, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = detail ?? PROBLEMS[code].title
    this.fields = options.fields ?? []
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1
  }

  get httpStatus(): number {
    return PROBLEMS[this.code].httpStatus
  }

  get retry(): Retry {
    return PROBLEMS[this.code].retry
  }
}

/** Begins `type` of problem details, a relative reference (RFC 9457 section 3.1.1): every cloud explains its own codes. */
export const PROBLEM_TYPE_URI = '/v1/docs#'

/** Throws when one of our own beliefs is wrong (a fault): caught only at the doors. */
export function assert(fact: unknown, sentence: string): asserts fact {
  if (!fact) throw new Error(`fault: ${sentence}`)
}
