/** What people and connectors reach: one HTTP API, one route per entry of the contracts' table. */
import { CfnOutput, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import { gatewayPath } from '#shared/contracts/gateway-path.ts'
import { type FunctionName, OUTPUTS } from '#shared/contracts/wiring.ts'
import { makeCapabilities } from '../constructs/capabilities.ts'
import { CloudFunction } from '../constructs/cloud-function.ts'
import type { Mailbox } from '../constructs/mailbox.ts'
import { SignIn } from '../constructs/sign-in.ts'
import type { StageSettings } from '../stages.ts'

/** Requests a second over all tenants: a ceiling on what a mistake or an attack can cost. */
const RATE_LIMIT = 1_000
const BURST_LIMIT = 2_000
/** Answers what no route takes, so that these errors too are problem details (RFC 9457). */
const REST_FUNCTION: FunctionName = 'api'

export interface ApiStackOptions {
  readonly stage: StageSettings
  readonly lambdasFolder: string
  readonly table: Table
  readonly outcomes: Mailbox
  readonly batches: Mailbox
  readonly replays: Mailbox
}

export class ApiStack extends Stack {
  readonly functions: readonly CloudFunction[]
  readonly httpApi: HttpApi

  constructor(scope: Construct, id: string, options: ApiStackOptions) {
    const { stage, lambdasFolder, table, outcomes, batches, replays } = options
    super(scope, id, { terminationProtection: stage.deletionProtection })
    const httpApi = new HttpApi(this, 'HttpApi', {
      apiName: `spoolgate-${stage.name}`,
      createDefaultStage: false,
    })
    const publicUrl = this.#publicUrl() ?? httpApi.apiEndpoint
    const { issuer, clientId } = new SignIn(this, 'SignIn', { stage, publicUrl })
    const capabilities = makeCapabilities({
      table,
      outcomes,
      batches,
      replays,
      stageName: stage.name,
      signIn: { publicUrl, issuer, clientId },
      mail: null,
    })

    const routes: readonly Route[] = Object.values(ROUTES)
    const functions = new Map<FunctionName, CloudFunction>()
    for (const name of new Set(routes.map((route) => route.function))) {
      const cloudFunction = new CloudFunction(this, name, {
        name,
        stage,
        lambdasFolder,
        capabilities,
      })
      functions.set(name, cloudFunction)
      // One permission for the whole API: one per route would outgrow the function's policy (20 KB).
      const integration = new HttpLambdaIntegration(`${name}Integration`, cloudFunction.lambda, {
        scopePermissionToRoute: false,
      })
      const own = routes.filter((each) => each.function === name)
      // Paths that differ in the verb at their end only are one route to API Gateway.
      for (const key of new Set(own.map(({ method, path }) => `${method} ${gatewayPath(path)}`))) {
        const [method = '', path = ''] = key.split(' ')
        httpApi.addRoutes({ path, methods: [method as HttpMethod], integration })
      }
      if (name === REST_FUNCTION) {
        new HttpRoute(httpApi, 'Rest', { httpApi, routeKey: HttpRouteKey.DEFAULT, integration })
      }
    }
    Validations.of(httpApi).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Requests are authenticated in the functions: connectors sign every request (RFC 9421), people send a session cookie or a token; no authorizer context is trusted',
    })

    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: stage.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const served = new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: RATE_LIMIT, burstLimit: BURST_LIMIT },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG_LINE),
      },
    })
    new CfnOutput(this, OUTPUTS.apiUrl, { value: served.url })
    this.functions = [...functions.values()]
    this.httpApi = httpApi
  }

  /** `-c publicUrl=https://…`: the host that people type, where it is not the API's own. */
  #publicUrl(): string | null {
    const given = this.node.tryGetContext('publicUrl') as string | undefined
    if (given === undefined) return null
    const url = new URL(given)
    if (url.protocol !== 'https:' || url.origin !== given) {
      throw new Error(
        `\`publicUrl\` is \`${given}\`: it must be like \`https://print.example.org\``,
      )
    }
    return given
  }
}

/** The route, not the path: paths name users and printers. */
const ACCESS_LOG_LINE = JSON.stringify({
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
})
