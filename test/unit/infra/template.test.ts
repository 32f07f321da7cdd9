/** What the synthesized template promises, whatever code made it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApp } from '#infra/app.ts'
import type { Resource } from '#infra/local/stack-scope.ts'
import { loadAssembly } from '#infra/local/template.ts'
import { readWiring } from '#infra/local/wiring.ts'
import { ROUTES } from '#shared/contracts/api.ts'
import { gatewayPath } from '#shared/contracts/gateway-path.ts'
import { ENV, FUNCTIONS, TABLE } from '#shared/contracts/wiring.ts'

const PLACES = {
  mailboxUrl: 'http://127.0.0.1:1',
  apiUrl: 'http://127.0.0.1:2',
  identityUrl: 'http://127.0.0.1:3',
}

const folder = mkdtempSync(join(tmpdir(), 'template-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lambdasFolder = join(folder, 'lambdas')
for (const name of Object.keys(FUNCTIONS)) {
  mkdirSync(join(lambdasFolder, name), { recursive: true })
  writeFileSync(join(lambdasFolder, name, 'index.cjs'), `exports.handler = async () => '${name}'`)
}

function synth(stage: string) {
  const outputFolder = join(folder, stage)
  const app = makeApp({ lambdasFolder, outputFolder, stage })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  return outputFolder
}

describe.each(['trial', 'production'])('the template of stage %s', (stage) => {
  let resources: readonly Resource[]
  let assembly: ReturnType<typeof loadAssembly>
  let outputFolder: string
  const of = (type: string) => resources.filter((resource) => resource.type === type)
  const lambdas = () =>
    of('AWS::Lambda::Function').map(({ physical, properties }) => ({
      name: physical.ref.split('-').at(-1)!,
      properties,
    }))
  /** Statements of the policies of a function's role. */
  const grantsOf = (name: string) =>
    of('AWS::IAM::Policy')
      .filter(({ logicalId }) => logicalId.startsWith(`${name}Role`))
      .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))

  beforeAll(() => {
    outputFolder = synth(stage)
    assembly = loadAssembly(outputFolder, PLACES)
    resources = assembly.resources
  })

  it('passes cdk-nag and the template validation without a finding', () => {
    const report = JSON.parse(readFileSync(join(outputFolder, 'validation-report.json'), 'utf8'))
    expect(report.pluginReports).toEqual([])
  })

  it('has one route for every row of the API table to the function named there, and one for all else', () => {
    const routes = readWiring(assembly).routes.map(({ routeKey, target }) => [routeKey, target])
    expect(routes.sort()).toEqual(
      [
        ...new Map(
          Object.values(ROUTES).map((route) => [
            `${route.method} ${gatewayPath(route.path)}`,
            `spoolgate-${stage}-${route.function}`,
          ]),
        ),
        ['$default', `spoolgate-${stage}-api`],
      ].sort(),
    )
  })

  it('has every function of the wiring table with exactly its environment, and no other', () => {
    const found = lambdas().map(({ name, properties }) => [
      name,
      Object.keys((properties.Environment as { Variables: object }).Variables).sort(),
    ])
    const wanted = Object.entries(FUNCTIONS).map(([name, { env }]) => [name, [...env].sort()])
    expect(found.sort()).toEqual(wanted.sort())
  })

  it('runs all of them on arm64 with Node 24', () => {
    for (const { properties } of lambdas()) {
      expect(properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
      })
    }
  })

  it('grants the table without scans and nothing by a wildcard but the bells of connectors', () => {
    const allowed = [
      /^logs:(CreateLogStream|PutLogEvents)$/,
      /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|UpdateItem|DeleteItem|ConditionCheckItem)$/,
      /^sqs:(SendMessage|ReceiveMessage|ChangeMessageVisibility|DeleteMessage|GetQueueUrl|GetQueueAttributes)$/,
    ]
    for (const name of Object.keys(FUNCTIONS)) {
      const statements = grantsOf(name)
      expect(statements.length).toBeGreaterThan(1)
      for (const { Action, Resource } of statements) {
        if (Resource === `arn:aws:sqs:us-east-1:000000000000:spoolgate-${stage}-bell-*`) continue
        if (Action === 'ses:SendEmail') {
          expect(Resource).toMatch(/^arn:aws:ses:us-east-1:000000000000:identity\/[^*]+$/)
          continue
        }
        for (const action of [Action].flat()) {
          expect(
            allowed.some((pattern) => pattern.test(action)),
            action,
          ).toBe(true)
        }
        for (const resource of [Resource].flat()) {
          expect(resource).toMatch(/^arn:aws:(logs|dynamodb|sqs):us-east-1:000000000000:[^*]+$/)
        }
      }
    }
  })

  it('lets a function send only to queues that its environment names', () => {
    for (const [name, { env }] of Object.entries(FUNCTIONS)) {
      const sends = grantsOf(name)
        .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
        .flatMap(({ Resource }) => [Resource].flat().map(queueKindOf))
      const named = QUEUES_BY_ENV.filter(([one]) => (env as readonly string[]).includes(one))
      expect([name, ...sends.sort()]).toEqual([name, ...named.map(([, kind]) => kind).sort()])
    }
  })

  it('gives every queue a dead-letter queue and every queue an alarm', () => {
    const queues = of('AWS::SQS::Queue')
    const arns = queues.map(({ physical }) => physical.attributes.Arn)
    const targets = queues.flatMap(({ properties }) => {
      const policy = properties.RedrivePolicy as { deadLetterTargetArn: string } | undefined
      return policy === undefined ? [] : [policy.deadLetterTargetArn]
    })
    expect(targets.length).toBeGreaterThan(0)
    const watched = of('AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
      ((properties.Dimensions ?? []) as { Name: string; Value: string }[])
        .filter(({ Name }) => Name === 'QueueName')
        .map(({ Value }) => Value),
    )
    for (const { physical, properties } of queues) {
      const { Arn, QueueName } = physical.attributes
      expect(properties.RedrivePolicy !== undefined || targets.includes(Arn!)).toBe(true)
      expect(watched).toContain(QueueName)
    }
    expect(arns).toEqual(expect.arrayContaining(targets))
  })

  it('watches every function for errors', () => {
    const watched = of('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.MetricName === 'Errors')
      .flatMap(({ properties }) => properties.Dimensions as { Value: string }[])
      .map(({ Value }) => Value)
    expect(watched.sort()).toEqual(
      Object.keys(FUNCTIONS)
        .map((name) => `spoolgate-${stage}-${name}`)
        .sort(),
    )
  })

  it('books outcomes and runs batches from queues where failures are named, and hides them long enough', () => {
    const { eventSources, queues } = readWiring(assembly)
    for (const name of ['book', 'batch']) {
      const functionName = `spoolgate-${stage}-${name}`
      const source = eventSources.find((one) => one.functionName === functionName)
      expect(source?.reportsBatchItemFailures).toBe(true)
      const queue = queues.find((one) => one.name === source?.queue)
      const { timeoutMs } = readWiring(assembly).functions.find((one) => one.name === functionName)!
      const hiddenMs = Number(queue?.attributes.VisibilityTimeout) * 1000
      expect(hiddenMs).toBeGreaterThanOrEqual(6 * timeoutMs)
    }
  })

  it('voids stale reservations, starts quotas and chains what the audit log missed every hour', () => {
    const { schedules } = readWiring(assembly)
    for (const name of ['voidStale', 'startQuotas', 'chainAudit']) {
      const functionNames = [`spoolgate-${stage}-${name}`]
      expect(schedules).toContainEqual(
        expect.objectContaining({ expression: 'rate(1 hour)', functionNames }),
      )
    }
  })

  it('lets people in by code and PKCE only, back to one address, and nobody sign up', () => {
    const [pool] = of('AWS::Cognito::UserPool')
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: stage === 'production' ? 'ACTIVE' : 'INACTIVE',
    })
    const clients = of('AWS::Cognito::UserPoolClient')
    expect(clients).toHaveLength(1)
    const { properties } = clients[0]!
    expect(properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      CallbackURLs: [`${PLACES.apiUrl}/auth/callback`],
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
    })
    // Who may write them could say who somebody is.
    expect(properties.WriteAttributes).toEqual(['name'])
  })

  it('keeps no stream and no index, and recovers the table to any point in time', () => {
    const tables = of('AWS::DynamoDB::Table')
    expect(tables).toHaveLength(1)
    const [{ properties }] = tables as [Resource]
    expect(properties).toMatchObject({
      KeySchema: [
        { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: stage === 'production',
    })
    expect(properties).not.toHaveProperty('StreamSpecification')
    expect(properties).not.toHaveProperty('GlobalSecondaryIndexes')
  })

  it('keeps table and queues of production when their stacks are deleted', () => {
    const policies = readdirSync(outputFolder)
      .filter((name) => name.endsWith('.template.json'))
      .flatMap((name) =>
        Object.values(
          JSON.parse(readFileSync(join(outputFolder, name), 'utf8')).Resources as Record<
            string,
            { Type: string; DeletionPolicy?: string }
          >,
        ),
      )
      .filter(({ Type }) => ['AWS::DynamoDB::Table', 'AWS::SQS::Queue'].includes(Type))
      .map(({ DeletionPolicy }) => DeletionPolicy)
    expect(new Set(policies)).toEqual(new Set([stage === 'production' ? 'Retain' : 'Delete']))
  })

  it('tells where the API is and which function provisions', () => {
    expect(assembly.outputs).toMatchObject({
      ApiUrl: expect.stringMatching(/^https:/),
      ProvisionFunction: `spoolgate-${stage}-provision`,
    })
  })
})

it('refuses a stage that does not exist', () => {
  expect(() => makeApp({ lambdasFolder, outputFolder: folder, stage: 'prod' })).toThrow(
    'no stage `prod`',
  )
})

const QUEUES_BY_ENV: readonly [string, string][] = [
  [ENV.outcomeQueueUrl, 'outcomes'],
  [ENV.batchQueueUrl, 'batches'],
  [ENV.replayQueueUrl, 'replays'],
  [ENV.mailQueueUrl, 'mail'],
  [ENV.doorbellPrefix, 'bells'],
]
const queueKindOf = (arn: string) =>
  ['Batches', 'Replays', 'Mail'].find((name) => arn.includes(name))?.toLowerCase() ??
  (/-bell-\*$/.test(arn) ? 'bells' : 'outcomes')

const statementsOf = (document: unknown) =>
  (document as { Statement: { Action: string | string[]; Resource: string | string[] }[] })
    .Statement
