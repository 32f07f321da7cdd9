/** One function of wiring.ts: its bundle, its own role and log, and exactly what its environment names allow. */
import { join } from 'node:path'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { FUNCTIONS, type FunctionName } from '#shared/contracts/wiring.ts'
import type { StageSettings } from '../stages.ts'
import type { Capabilities } from './capabilities.ts'

/** Lambda gives CPU by memory; somebody waits for the hot ones. HTTP API itself gives up after 30 s. */
export const FUNCTION_SIZES: Readonly<
  Record<FunctionName, { memoryMb: number; timeoutSeconds: number }>
> = {
  answer: { memoryMb: 1024, timeoutSeconds: 10 },
  accept: { memoryMb: 512, timeoutSeconds: 10 },
  api: { memoryMb: 512, timeoutSeconds: 15 },
  report: { memoryMb: 1024, timeoutSeconds: 25 },
  book: { memoryMb: 512, timeoutSeconds: 30 },
  bulk: { memoryMb: 2048, timeoutSeconds: 29 },
  batch: { memoryMb: 512, timeoutSeconds: 60 },
  replay: { memoryMb: 1769, timeoutSeconds: 60 },
  startQuotas: { memoryMb: 512, timeoutSeconds: 300 },
  voidStale: { memoryMb: 512, timeoutSeconds: 300 },
  chainAudit: { memoryMb: 512, timeoutSeconds: 300 },
  rollUp: { memoryMb: 1024, timeoutSeconds: 300 },
  dueReports: { memoryMb: 512, timeoutSeconds: 300 },
  sendReport: { memoryMb: 1024, timeoutSeconds: 60 },
  sendNotices: { memoryMb: 512, timeoutSeconds: 300 },
  provision: { memoryMb: 512, timeoutSeconds: 60 },
}

const ALARM_PERIOD = Duration.minutes(5)
/** A log line with this field wants to be looked at today. */
const LOG_ALARM_FIELD = 'alarm'

export interface CloudFunctionOptions {
  readonly name: FunctionName
  readonly stage: StageSettings
  readonly lambdasFolder: string
  readonly capabilities: Capabilities
}

export class CloudFunction extends Construct {
  readonly lambda: Lambda

  constructor(scope: Construct, id: string, options: CloudFunctionOptions) {
    super(scope, id)
    const { name, stage } = options
    const size = FUNCTION_SIZES[name]
    const logGroup = new LogGroup(this, 'Log', {
      retention: stage.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Its own role instead of AWS's managed one, which may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)

    this.lambda = new Lambda(this, 'Function', {
      functionName: `spoolgate-${stage.name}-${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(options.lambdasFolder, name)),
      memorySize: size.memoryMb,
      timeout: Duration.seconds(size.timeoutSeconds),
      logGroup,
      role,
    })
    for (const env of FUNCTIONS[name].env) options.capabilities[env](this.lambda)

    this.#alarm('ErrorsAlarm', {
      description: `Function ${name} fails: its log group has one line per failure`,
      metric: this.lambda.metricErrors({ period: ALARM_PERIOD }),
    })
    const raised = logGroup.addMetricFilter('Raised', {
      filterPattern: FilterPattern.exists(`$.${LOG_ALARM_FIELD}`),
      metricNamespace: `spoolgate-${stage.name}`,
      metricName: `alarms-${name}`,
    })
    this.#alarm('RaisedAlarm', {
      description: `Function ${name} saw what should not happen: its log names it in \`${LOG_ALARM_FIELD}\``,
      metric: raised.metric({ period: ALARM_PERIOD, statistic: Stats.SUM }),
    })
  }

  #alarm(id: string, { description, metric }: { description: string; metric: Metric }): void {
    new Alarm(this, id, {
      alarmDescription: description,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
