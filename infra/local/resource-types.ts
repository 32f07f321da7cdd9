/** Every CloudFormation resource type that this machine understands, and what its references mean here. */
import { assert } from '#shared/contracts/problem.ts'

const REGION = 'us-east-1'
export const ACCOUNT_ID = '000000000000'

/** Addresses that only this machine knows. */
export interface Places {
  /** Without a slash at the end. */
  readonly mailboxUrl: string
  readonly apiUrl: string
  /** Issuer of this machine's OpenID provider. */
  readonly identityUrl: string
}

/** What `Ref` and `Fn::GetAtt` answer. */
export interface Physical {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

interface Described {
  readonly stack: string
  readonly logicalId: string
  readonly places: Places
  property(name: string): unknown
}

type Describe = (resource: Described) => Physical

/** Has no counterpart and needs none: `why` says what that costs. */
const passive =
  (_why: string, service?: string): Describe =>
  ({ stack, logicalId }) =>
    physical(`${stack}-${logicalId}`, service)

const TYPES: Readonly<Record<string, Describe>> = {
  'AWS::DynamoDB::Table': (resource) => physical(nameOf(resource, 'TableName'), 'dynamodb:table/'),
  'AWS::SQS::Queue': (resource) => {
    const name = nameOf(resource, 'QueueName')
    return {
      ref: `${resource.places.mailboxUrl}/${ACCOUNT_ID}/${name}`,
      attributes: { Arn: arn('sqs:', name), QueueName: name },
    }
  },
  'AWS::Lambda::Function': (resource) =>
    physical(nameOf(resource, 'FunctionName'), 'lambda:function:'),
  'AWS::Lambda::EventSourceMapping': passive('event-sources.ts reads it; nobody refers to it'),
  'AWS::Events::Rule': passive('schedules.ts reads it; nobody refers to it', 'events:rule/'),
  'AWS::ApiGatewayV2::Api': ({ places }) => ({
    ref: 'local',
    attributes: { ApiEndpoint: places.apiUrl, ApiId: 'local' },
  }),
  'AWS::ApiGatewayV2::Integration': ({ logicalId }) => physical(logicalId),
  'AWS::ApiGatewayV2::Route': ({ logicalId }) => physical(logicalId),
  'AWS::ApiGatewayV2::Stage': passive('no throttling and no access log on one machine'),

  'AWS::Cognito::UserPool': ({ places }) => ({
    ref: 'local',
    attributes: { ProviderURL: places.identityUrl },
  }),
  'AWS::Cognito::UserPoolClient': ({ logicalId }) => physical(logicalId),
  'AWS::Cognito::UserPoolDomain': passive('the provider of this machine has its own address'),

  'AWS::IAM::Role': passive('no IAM on one machine; tests read the grants', 'iam:role/'),
  'AWS::IAM::Policy': passive('no IAM on one machine; tests read the grants'),
  'AWS::Lambda::Permission': passive('everything of this host may call its functions'),
  'AWS::SES::EmailIdentity': passive('every sender may send; e-mail goes to a folder'),
  'AWS::SQS::QueuePolicy': passive('asks for TLS; the mailbox listens on the loopback only'),
  'AWS::Logs::LogGroup': passive('logs go to standard error', 'logs:log-group:'),
  'AWS::Logs::MetricFilter': passive('the log itself is there to read'),
  'AWS::S3::Bucket': (resource) => {
    const name = nameOf(resource, 'BucketName')
    const domain = `${name}.s3.${REGION}.amazonaws.com`
    return {
      ref: name,
      attributes: { Arn: `arn:aws:s3:::${name}`, RegionalDomainName: domain, DomainName: domain },
    }
  },
  'AWS::S3::BucketPolicy': passive('the files of the portal are read from a folder'),
  'AWS::CloudFront::Distribution': ({ logicalId, places }) => ({
    ref: logicalId,
    attributes: { DomainName: new URL(places.apiUrl).host, Id: logicalId },
  }),
  'AWS::CloudFront::OriginAccessControl': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { Id: logicalId },
  }),
  'AWS::CloudFront::Function': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { FunctionARN: logicalId, 'FunctionMetadata.FunctionARN': logicalId },
  }),
  'AWS::CloudFront::ResponseHeadersPolicy': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { Id: logicalId },
  }),
  'AWS::CloudWatch::Alarm': passive('the log tells', 'cloudwatch:alarm:'),
  'AWS::CloudWatch::Dashboard': passive('the log tells'),
}

export const isKnownType = (type: string): boolean => Object.hasOwn(TYPES, type)

export function physicalOf(type: string, resource: Described): Physical {
  const describe = TYPES[type]
  assert(describe !== undefined, `type \`${type}\` was let in`)
  return describe(resource)
}

function physical(name: string, service?: string): Physical {
  return { ref: name, attributes: service === undefined ? {} : { Arn: arn(service, name) } }
}

const arn = (service: string, name: string): string => {
  const [product = '', ...kind] = service.split(':')
  return `arn:aws:${product}:${REGION}:${ACCOUNT_ID}:${kind.join(':')}${name}`
}

/** Stable over restarts, because the name is what finds yesterday's table and queue again. */
function nameOf({ stack, logicalId, property }: Described, nameProperty: string): string {
  const given = property(nameProperty)
  return typeof given === 'string' ? given : `${stack}-${logicalId}`
}
