/** One dashboard of the stage, so that a glance tells whether jobs are decided and booked. */
import { Duration, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Dashboard, GraphWidget, type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { CloudFunction } from '../constructs/cloud-function.ts'
import type { Mailbox } from '../constructs/mailbox.ts'
import type { StageSettings } from '../stages.ts'

const COLUMN_WIDTH = 12

export interface WatchStackOptions {
  readonly stage: StageSettings
  readonly table: Table
  readonly mailboxes: readonly Mailbox[]
  readonly functions: readonly CloudFunction[]
  readonly httpApi: HttpApi
}

export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, options: WatchStackOptions) {
    const { stage, table, mailboxes, functions, httpApi } = options
    super(scope, id)
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: COLUMN_WIDTH })
    const lambdas = functions.map(({ lambda }) => lambda)
    const queues = mailboxes.map(({ queue }) => queue)
    const deadLetters = mailboxes.map((mailbox) => mailbox.deadLetters)

    new Dashboard(this, 'Dashboard', {
      dashboardName: `spoolgate-${stage.name}`,
      defaultInterval: Duration.hours(12),
      widgets: [
        [
          graph(
            'Requests and failures',
            [httpApi.metricCount(), httpApi.metricClientError(), httpApi.metricServerError()],
            [httpApi.metricLatency({ statistic: Stats.percentile(99) })],
          ),
          graph(
            'Functions: errors, duration p99',
            lambdas.map((each) => each.metricErrors()),
            lambdas.map((each) => each.metricDuration({ statistic: Stats.percentile(99) })),
          ),
        ],
        [
          graph(
            'Outcomes waiting, dead letters',
            [...queues, ...deadLetters].map((each) =>
              each.metricApproximateNumberOfMessagesVisible(),
            ),
            queues.map((each) => each.metricApproximateAgeOfOldestMessage()),
          ),
          graph(
            'Table: units and conflicts',
            [table.metricConsumedReadCapacityUnits(), table.metricConsumedWriteCapacityUnits()],
            [
              table.metricThrottledRequestsForOperations({ operations: HOT_OPERATIONS }),
              new Metric({
                namespace: 'AWS/DynamoDB',
                metricName: 'TransactionConflict',
                dimensionsMap: { TableName: table.tableName },
                statistic: Stats.SUM,
              }),
            ],
          ),
        ],
      ],
    })
  }
}

const HOT_OPERATIONS = [Operation.TRANSACT_WRITE_ITEMS, Operation.GET_ITEM, Operation.QUERY]
