/** What a function may be given: an environment name, its value and the least grant it stands for, in one breath. */
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
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

export function makeCapabilities(from: { table: Table; outcomes: Mailbox }): Capabilities {
  return {
    [ENV.tableName]: (lambda) => {
      lambda.addEnvironment(ENV.tableName, from.table.tableName)
      from.table.grant(lambda, ...TABLE_ACTIONS)
    },
    [ENV.outcomeQueueUrl]: (lambda) => {
      lambda.addEnvironment(ENV.outcomeQueueUrl, from.outcomes.queue.queueUrl)
      from.outcomes.queue.grant(lambda, 'sqs:SendMessage')
    },
    [ENV.staleAfterHours]: (lambda) => {
      lambda.addEnvironment(ENV.staleAfterHours, String(STALE_AFTER_HOURS))
    },
  }
}
