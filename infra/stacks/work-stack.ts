/** What happens without anybody asking: the outcome queue, its consumer, timers, and the operator's function. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Construct } from 'constructs'
import { OUTPUTS } from '#shared/contracts/wiring.ts'
import { makeCapabilities } from '../constructs/capabilities.ts'
import { CloudFunction, FUNCTION_SIZES } from '../constructs/cloud-function.ts'
import { Mailbox } from '../constructs/mailbox.ts'
import { OutgoingMail } from '../constructs/outgoing-mail.ts'
import type { StageSettings } from '../stages.ts'

/** Consumers at once: enough to keep up, few enough to leave the table's hot accounts to the people who wait. */
const BOOKERS_LIMIT = 10
const OUTCOMES_AT_ONCE = 10
/** Batches at once; each is one step at a time. */
const BATCHES_LIMIT = 5
/** Slices of replays at once: somebody watches the bar, but nobody waits for paper. */
const REPLAYS_LIMIT = 8

/** E-mails at once: new SES accounts may send few a second. */
const MAILS_LIMIT = 2

export interface WorkStackOptions {
  readonly stage: StageSettings
  readonly lambdasFolder: string
  readonly table: Table
}

export class WorkStack extends Stack {
  readonly outcomes: Mailbox
  readonly batches: Mailbox
  readonly replays: Mailbox
  readonly mail: OutgoingMail
  readonly functions: readonly CloudFunction[]

  constructor(scope: Construct, id: string, options: WorkStackOptions) {
    const { stage, lambdasFolder, table } = options
    super(scope, id, { terminationProtection: stage.deletionProtection })
    this.outcomes = new Mailbox(this, 'Outcomes', {
      stage,
      consumerTimeoutSeconds: FUNCTION_SIZES.book.timeoutSeconds,
    })
    this.batches = new Mailbox(this, 'Batches', {
      stage,
      consumerTimeoutSeconds: FUNCTION_SIZES.batch.timeoutSeconds,
    })
    this.replays = new Mailbox(this, 'Replays', {
      stage,
      consumerTimeoutSeconds: FUNCTION_SIZES.replay.timeoutSeconds,
    })
    this.mail = new OutgoingMail(this, 'Mail', {
      stage,
      consumerTimeoutSeconds: FUNCTION_SIZES.sendReport.timeoutSeconds,
    })
    const capabilities = makeCapabilities({
      table,
      outcomes: this.outcomes,
      batches: this.batches,
      replays: this.replays,
      stageName: stage.name,
      signIn: null,
      mail: { queue: this.mail.mailbox.queue, from: this.mail.from },
    })
    const make = (
      name:
        | 'batch'
        | 'replay'
        | 'startQuotas'
        | 'book'
        | 'voidStale'
        | 'chainAudit'
        | 'rollUp'
        | 'dueReports'
        | 'sendReport'
        | 'sendNotices'
        | 'provision',
    ) => new CloudFunction(this, name, { name, stage, lambdasFolder, capabilities })

    const book = make('book')
    book.lambda.addEventSource(
      new SqsEventSource(this.outcomes.queue, {
        batchSize: OUTCOMES_AT_ONCE,
        reportBatchItemFailures: true,
        maxConcurrency: BOOKERS_LIMIT,
      }),
    )

    const batch = make('batch')
    batch.lambda.addEventSource(
      new SqsEventSource(this.batches.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: BATCHES_LIMIT,
      }),
    )

    const replay = make('replay')
    replay.lambda.addEventSource(
      new SqsEventSource(this.replays.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: REPLAYS_LIMIT,
      }),
    )

    const startQuotas = make('startQuotas')
    new Rule(this, 'StartQuotasHourly', {
      description: 'Gives quotas that are due',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaFunction(startQuotas.lambda, {
          retryAttempts: 2,
          maxEventAge: Duration.hours(1),
        }),
      ],
    })

    const voidStale = make('voidStale')
    new Rule(this, 'VoidStaleHourly', {
      description: 'Voids reservations that nobody will settle',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaFunction(voidStale.lambda, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
      ],
    })

    const chainAudit = make('chainAudit')
    new Rule(this, 'ChainAuditHourly', {
      description: 'Chains changes that did not get into the audit log at once',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaFunction(chainAudit.lambda, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
      ],
    })

    const rollUp = make('rollUp')
    new Rule(this, 'RollUpOften', {
      description: 'Counts jobs into the figures that reports are made of',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [
        new LambdaFunction(rollUp.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(5) }),
      ],
    })

    const dueReports = make('dueReports')
    new Rule(this, 'DueReportsOften', {
      description: 'Names the reports that are due by e-mail',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [
        new LambdaFunction(dueReports.lambda, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
      ],
    })

    const sendReport = make('sendReport')
    sendReport.lambda.addEventSource(
      new SqsEventSource(this.mail.mailbox.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: MAILS_LIMIT,
      }),
    )

    const sendNotices = make('sendNotices')
    new Rule(this, 'SendNoticesOften', {
      description: 'Sends by e-mail what rules told',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [
        new LambdaFunction(sendNotices.lambda, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(5),
        }),
      ],
    })

    const provision = make('provision')
    new CfnOutput(this, OUTPUTS.provisionFunction, { value: provision.lambda.functionName })
    this.functions = [
      book,
      batch,
      replay,
      startQuotas,
      voidStale,
      chainAudit,
      rollUp,
      dueReports,
      sendReport,
      sendNotices,
      provision,
    ]
  }
}
