/** Names that infra and lambdas must spell alike: functions, environment, keys of the table. */

/** Environment names, each given to a function together with the grant it stands for. */
export const ENV = {
  tableName: 'SPOOLGATE_TABLE',
  outcomeQueueUrl: 'SPOOLGATE_OUTCOME_QUEUE_URL',
  /** Work over many users, step by step. */
  batchQueueUrl: 'SPOOLGATE_BATCH_QUEUE_URL',
  /** Slices of replays, step by step. */
  replayQueueUrl: 'SPOOLGATE_REPLAY_QUEUE_URL',
  /** Reports to be sent by e-mail. */
  mailQueueUrl: 'SPOOLGATE_MAIL_QUEUE_URL',
  /** Sender of every e-mail; SES must know it. */
  mailFrom: 'SPOOLGATE_MAIL_FROM',
  /** Beginning of the names of the queues that ring at connectors. */
  doorbellPrefix: 'SPOOLGATE_DOORBELL_PREFIX',
  /** Hours after which a reservation without an outcome is void. */
  staleAfterHours: 'SPOOLGATE_STALE_AFTER_HOURS',
  /** Where browsers reach API and portal, without a slash at the end. */
  publicUrl: 'SPOOLGATE_PUBLIC_URL',
  /** The OpenID provider that signs people in. */
  issuer: 'SPOOLGATE_ISSUER',
  /** What the OpenID provider knows us by; there is no client secret. */
  clientId: 'SPOOLGATE_CLIENT_ID',
} as const
export type EnvName = (typeof ENV)[keyof typeof ENV]

/** Every function: its entry file and the environment it reads. Infra builds them from this table. */
export const FUNCTIONS = {
  /** Hot: decides a job. */
  answer: { entry: 'lambdas/http/functions/answer.ts', env: [ENV.tableName] },
  /** Hot: takes reports. */
  accept: { entry: 'lambdas/http/functions/accept.ts', env: [ENV.tableName, ENV.outcomeQueueUrl] },
  /** Everything else over HTTP. */
  api: {
    entry: 'lambdas/http/functions/api.ts',
    env: [
      ENV.tableName,
      ENV.batchQueueUrl,
      ENV.replayQueueUrl,
      ENV.doorbellPrefix,
      ENV.publicUrl,
      ENV.issuer,
      ENV.clientId,
    ],
  },
  /** Files over HTTP. */
  bulk: {
    entry: 'lambdas/http/functions/bulk.ts',
    env: [ENV.tableName, ENV.batchQueueUrl, ENV.publicUrl],
  },
  /** Reports: tables, files, and the schedules that send them. */
  report: { entry: 'lambdas/http/functions/report.ts', env: [ENV.tableName] },
  /** Outcome queue → ledger. */
  book: { entry: 'lambdas/queue/book-outcomes.ts', env: [ENV.tableName] },
  /** Batch queue → the next steps of each batch; it sends on what is not done. */
  batch: { entry: 'lambdas/queue/run-batches.ts', env: [ENV.tableName, ENV.batchQueueUrl] },
  /** Replay queue → the next step of one slice; it sends on what is not done. */
  replay: { entry: 'lambdas/queue/run-replays.ts', env: [ENV.tableName, ENV.replayQueueUrl] },
  /** On a schedule: quotas that are due. */
  startQuotas: {
    entry: 'lambdas/schedule/start-quotas.ts',
    env: [ENV.tableName, ENV.batchQueueUrl],
  },
  /** On a schedule: reservations that nobody will settle. */
  voidStale: { entry: 'lambdas/schedule/void-stale.ts', env: [ENV.tableName, ENV.staleAfterHours] },
  /** On a schedule: changes that did not get into the audit log at once. */
  chainAudit: { entry: 'lambdas/schedule/chain-audit.ts', env: [ENV.tableName] },
  /** On a schedule: jobs into the figures that reports are made of. */
  rollUp: { entry: 'lambdas/schedule/roll-up.ts', env: [ENV.tableName] },
  /** On a schedule: names the reports that are due. */
  dueReports: {
    entry: 'lambdas/schedule/due-reports.ts',
    env: [ENV.tableName, ENV.mailQueueUrl],
  },
  /** Mail queue → one report by e-mail. */
  sendReport: {
    entry: 'lambdas/queue/send-report.ts',
    env: [ENV.tableName, ENV.mailFrom],
  },
  /** On a schedule: by e-mail what rules told. */
  sendNotices: {
    entry: 'lambdas/schedule/send-notices.ts',
    env: [ENV.tableName, ENV.mailFrom],
  },
  /** Invoked by the platform's operator only, never over HTTP: first partner, tenant and tokens. */
  provision: { entry: 'lambdas/operator/provision.ts', env: [ENV.tableName] },
} as const satisfies Record<string, { entry: string; env: readonly EnvName[] }>
export type FunctionName = keyof typeof FUNCTIONS

/** Queues that hold nothing but rings, one a connector. Heard once: a ring is hidden for longer than it is kept. */
export const DOORBELL = { retentionSeconds: 300, hiddenSeconds: 3600, waitSeconds: 20 } as const

/** The one pooled table. Every key begins with its owner: `T#<tenant>#…`, `P#<partner>#…`. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; the engine deletes the item some time after. */
  timeToLive: 'expiresAt',
} as const

/** Stack outputs that the local host and scripts read. */
export const OUTPUTS = {
  apiUrl: 'ApiUrl',
  portalUrl: 'PortalUrl',
  portalBucket: 'PortalBucket',
  portalDistribution: 'PortalDistribution',
  provisionFunction: 'ProvisionFunction',
} as const

export const STALE_AFTER_HOURS = 7 * 24
