/** A queue that loses nothing: with its dead-letter queue and the alarms that say it needs a person. */
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { StageSettings } from '../stages.ts'

/** AWS advises six times the consumer's timeout, so that a slow batch is not delivered twice. */
const VISIBILITY_TIMEOUTS = 6
const ATTEMPTS_LIMIT = 5
const RETENTION = Duration.days(14)
const OLDEST_LIMIT = Duration.minutes(15)

export interface MailboxOptions {
  readonly stage: StageSettings
  readonly consumerTimeoutSeconds: number
}

export class Mailbox extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { stage, consumerTimeoutSeconds }: MailboxOptions) {
    super(scope, id)
    const kept = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      removalPolicy: stage.removalPolicy,
    }
    this.deadLetters = new Queue(this, 'DeadLetters', kept)
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * consumerTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS_LIMIT },
    })

    new Alarm(this, 'DeadLettersAlarm', {
      alarmDescription: `Messages of ${id} failed ${ATTEMPTS_LIMIT} times and wait for a person: mend the cause, then redrive`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    new Alarm(this, 'OldestAlarm', {
      alarmDescription: `Messages of ${id} wait longer than ${OLDEST_LIMIT.toMinutes()} minutes`,
      metric: this.queue.metricApproximateAgeOfOldestMessage(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: OLDEST_LIMIT.toSeconds(),
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
