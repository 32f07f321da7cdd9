/** From resources of the template to what this machine starts: tables, queues, functions, routes, event sources, schedules. */
import { assert } from '#shared/contracts/problem.ts'
import type { EventSourceSpec } from './event-sources.ts'
import type { FunctionSpec } from './functions.ts'
import type { IdentityClient } from './identity/identity-client.ts'
import type { QueueAttributes } from './mailbox/queue-settings.ts'
import type { ScheduleSpec } from './schedules.ts'
import { readSite, type SiteSpec } from './site-files.ts'
import type { Resource } from './stack-scope.ts'
import type { TableProperties } from './table.ts'
import type { Assembly } from './template.ts'

export interface Wiring {
  readonly tables: readonly { name: string; properties: TableProperties }[]
  readonly queues: readonly { name: string; url: string; attributes: QueueAttributes }[]
  readonly functions: readonly FunctionSpec[]
  /** Target: the function's name. */
  readonly routes: readonly { routeKey: string; target: string }[]
  readonly eventSources: readonly EventSourceSpec[]
  readonly schedules: readonly ScheduleSpec[]
  /** Headers of the portal's files, and which paths are not files; null when the template has no portal. */
  readonly site: SiteSpec | null
  /** Who may send people to this machine's OpenID provider. */
  readonly identityClients: readonly IdentityClient[]
  /** The template's name of a function of wiring.ts: stages prefix it. */
  functionNamed(name: string): string
}

const HEADERS_POLICY = 'AWS::CloudFront::ResponseHeadersPolicy'

export function readWiring(assembly: Assembly): Wiring {
  const of = (type: string) => assembly.resources.filter((resource) => resource.type === type)
  const functions = of('AWS::Lambda::Function').map((each) => readFunction(each, assembly))
  return {
    tables: of('AWS::DynamoDB::Table').map(({ physical, properties }) => ({
      name: physical.ref,
      properties: properties as unknown as TableProperties,
    })),
    queues: of('AWS::SQS::Queue').map(({ physical, properties }) => ({
      name: physical.attributes.QueueName ?? '',
      url: physical.ref,
      attributes: readQueueAttributes(properties),
    })),
    functions,
    routes: readRoutes(of('AWS::ApiGatewayV2::Route'), of('AWS::ApiGatewayV2::Integration')),
    eventSources: of('AWS::Lambda::EventSourceMapping').map(readEventSource),
    schedules: of('AWS::Events::Rule').flatMap(readSchedule),
    site: readSite(of('AWS::CloudFront::Distribution')[0], of(HEADERS_POLICY)[0]),
    identityClients: of('AWS::Cognito::UserPoolClient').map(({ physical, properties }) => ({
      clientId: physical.ref,
      callbackUrls: properties.CallbackURLs as readonly string[],
    })),
    functionNamed: (name) => {
      const found = functions.filter((each) => each.name === name || each.name.endsWith(`-${name}`))
      assert(found.length === 1, `one function is named \`${name}\``)
      return found[0]!.name
    },
  }
}

function readFunction({ physical, properties }: Resource, assembly: Assembly): FunctionSpec {
  const { Code, Handler, Environment, MemorySize, Timeout } = properties as {
    Code: { S3Key: string }
    Handler: string
    Environment?: { Variables?: Record<string, string> }
    MemorySize?: number
    Timeout?: number
  }
  return {
    name: physical.ref,
    assetFolder: assembly.assetFolder(Code.S3Key),
    handler: Handler,
    environment: Environment?.Variables ?? {},
    memoryMb: MemorySize ?? 128,
    timeoutMs: (Timeout ?? 3) * 1000,
  }
}

const QUEUE_PROPERTIES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
  'RedrivePolicy',
]

function readQueueAttributes(properties: Resource['properties']): QueueAttributes {
  const attributes: Record<string, string> = {}
  for (const name of QUEUE_PROPERTIES) {
    const value = properties[name]
    if (value === undefined) continue
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return attributes
}

function readRoutes(
  routes: readonly Resource[],
  integrations: readonly Resource[],
): Wiring['routes'] {
  const functions = new Map(
    integrations.map(({ physical, properties }) => {
      assert(properties.IntegrationType === 'AWS_PROXY', 'an integration calls a function')
      assert(properties.PayloadFormatVersion === '2.0', 'an integration has payload format 2.0')
      return [`integrations/${physical.ref}`, nameOfArn(properties.IntegrationUri)]
    }),
  )
  return routes.map(({ properties }) => {
    const { RouteKey, Target, AuthorizationType } = properties as Record<string, string>
    assert(
      AuthorizationType === undefined || AuthorizationType === 'NONE',
      `route \`${RouteKey}\` leaves authorization to its function`,
    )
    const target = functions.get(Target ?? '')
    assert(target !== undefined, `route \`${RouteKey}\` has an integration`)
    return { routeKey: RouteKey ?? '', target }
  })
}

function readEventSource({ properties }: Resource): EventSourceSpec {
  const { BatchSize, FunctionResponseTypes, ScalingConfig } = properties as {
    BatchSize?: number
    FunctionResponseTypes?: string[]
    ScalingConfig?: { MaximumConcurrency?: number }
  }
  return {
    queue: nameOfArn(properties.EventSourceArn),
    functionName: nameOfArn(properties.FunctionName),
    batchSize: BatchSize ?? 10,
    reportsBatchItemFailures: FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    concurrency: ScalingConfig?.MaximumConcurrency ?? 5,
  }
}

function readSchedule({ physical, properties }: Resource): ScheduleSpec[] {
  const { ScheduleExpression, State, Targets } = properties as {
    ScheduleExpression?: string
    State?: string
    Targets?: { Arn: string }[]
  }
  if (State === 'DISABLED') return []
  assert(ScheduleExpression !== undefined, `rule \`${physical.ref}\` has a schedule`)
  return [
    {
      ruleName: physical.ref,
      expression: ScheduleExpression,
      functionNames: (Targets ?? []).map(({ Arn }) => nameOfArn(Arn)),
      ruleArn: physical.attributes.Arn ?? '',
    },
  ]
}

/** `arn:…:function:NAME` → NAME; a plain name stays. */
const nameOfArn = (arn: unknown): string => String(arn).split(':').at(-1) ?? ''
