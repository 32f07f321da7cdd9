/** What a function may be given: an environment name, its value and the least grant it stands for, in one breath. */
import { Stack, Validations } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { ENV, type EnvName, STALE_AFTER_HOURS } from '#shared/contracts/wiring.ts'
import type { Mailbox } from './mailbox.ts'

export type Capabilities = Readonly<Record<EnvName, (lambda: Lambda) => void>>

/** Lists never scan. The transactional calls are allowed by the actions of their parts. */
const TABLE_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
]

/** Making a queue that is there tells its address; whoever waits for a ring does so by a request that we signed. */
const DOORBELL_ACTIONS = [
  'sqs:CreateQueue',
  'sqs:DeleteQueue',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
]

export function makeCapabilities(from: {
  table: Table
  outcomes: Mailbox
  batches: Mailbox
  replays: Mailbox
  /** For functions that send e-mail; null where there are none. */
  mail: { queue: Queue; from: string } | null
  stageName: string
  /** For functions that answer browsers; null where there are none. */
  signIn: { publicUrl: string; issuer: string; clientId: string } | null
}): Capabilities {
  const browsers = () => {
    if (from.signIn === null) throw new Error('fault: only functions of the API answer browsers')
    return from.signIn
  }
  const mail = () => {
    if (from.mail === null) throw new Error('fault: functions of the API send no e-mail')
    return from.mail
  }
  return {
    [ENV.tableName]: (lambda) => {
      lambda.addEnvironment(ENV.tableName, from.table.tableName)
      from.table.grant(lambda, ...TABLE_ACTIONS)
    },
    [ENV.outcomeQueueUrl]: (lambda) => {
      lambda.addEnvironment(ENV.outcomeQueueUrl, from.outcomes.queue.queueUrl)
      from.outcomes.queue.grant(lambda, 'sqs:SendMessage')
    },
    [ENV.batchQueueUrl]: (lambda) => {
      lambda.addEnvironment(ENV.batchQueueUrl, from.batches.queue.queueUrl)
      from.batches.queue.grant(lambda, 'sqs:SendMessage')
    },
    [ENV.replayQueueUrl]: (lambda) => {
      lambda.addEnvironment(ENV.replayQueueUrl, from.replays.queue.queueUrl)
      from.replays.queue.grant(lambda, 'sqs:SendMessage')
    },
    [ENV.mailQueueUrl]: (lambda) => {
      lambda.addEnvironment(ENV.mailQueueUrl, mail().queue.queueUrl)
      mail().queue.grant(lambda, 'sqs:SendMessage')
    },
    [ENV.mailFrom]: (lambda) => {
      lambda.addEnvironment(ENV.mailFrom, mail().from)
      const resource = `identity/${mail().from}`
      lambda.addToRolePolicy(
        new PolicyStatement({
          actions: ['ses:SendEmail'],
          resources: [Stack.of(lambda).formatArn({ service: 'ses', resource })],
        }),
      )
    },
    [ENV.doorbellPrefix]: (lambda) => {
      const prefix = `spoolgate-${from.stageName}-bell-`
      lambda.addEnvironment(ENV.doorbellPrefix, prefix)
      lambda.addToRolePolicy(
        new PolicyStatement({
          actions: DOORBELL_ACTIONS,
          resources: [Stack.of(lambda).formatArn({ service: 'sqs', resource: `${prefix}*` })],
        }),
      )
      Validations.of(lambda.role ?? lambda).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:${prefix}*]`,
        reason:
          'Queues that ring at connectors come and go with the connectors; the prefix names them all',
      })
    },
    [ENV.publicUrl]: (lambda) => lambda.addEnvironment(ENV.publicUrl, browsers().publicUrl),
    [ENV.issuer]: (lambda) => lambda.addEnvironment(ENV.issuer, browsers().issuer),
    [ENV.clientId]: (lambda) => lambda.addEnvironment(ENV.clientId, browsers().clientId),
    [ENV.staleAfterHours]: (lambda) => {
      lambda.addEnvironment(ENV.staleAfterHours, String(STALE_AFTER_HOURS))
    },
  }
}
