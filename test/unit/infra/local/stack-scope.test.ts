// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so
import { describe, expect, it } from 'vitest'
import { resolveTemplates } from '#infra/local/template.ts'

const PLACES = {
  mailboxUrl: 'http://mailbox',
  apiUrl: 'http://api',
  identityUrl: 'http://127.0.0.1:3',
}
const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } }

/** The value of one property after resolution, in a stack with a queue and some parameters. */
function resolve(value: unknown, more: object = {}) {
  const template = {
    Parameters: { Color: { Default: 'blue' } },
    Conditions: { IsBlue: { 'Fn::Equals': [{ Ref: 'Color' }, 'blue'] } },
    Mappings: { Sizes: { small: { width: 10 } } },
    Resources: {
      Orders: QUEUE,
      It: { Type: 'AWS::Logs::LogGroup', Properties: { value } },
    },
    ...more,
  }
  const { resources } = resolveTemplates([{ stack: 'one', template }], PLACES)
  return resources.find(({ logicalId }) => logicalId === 'It')?.properties.value
}

describe('resolveTemplates', () => {
  it.each([
    ['a reference to a resource', { Ref: 'Orders' }, 'http://mailbox/000000000000/orders'],
    ['a parameter by its default', { Ref: 'Color' }, 'blue'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    [
      'an attribute',
      { 'Fn::GetAtt': ['Orders', 'Arn'] },
      'arn:aws:sqs:us-east-1:000000000000:orders',
    ],
    ['an attribute in one word', { 'Fn::GetAtt': 'Orders.QueueName' }, 'orders'],
    ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'Color' }]] }, 'a-blue'],
    ['a split', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    ['a choice from a list', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    [
      'a substitution',
      { 'Fn::Sub': '${Color}/${Orders.QueueName}/${AWS::AccountId}/${!Literal}' },
      'blue/orders/000000000000/${Literal}',
    ],
    ['a substitution with values', { 'Fn::Sub': ['${name}', { name: { Ref: 'Color' } }] }, 'blue'],
    ['a row of a map', { 'Fn::FindInMap': ['Sizes', 'small', 'width'] }, 10],
    ['a condition that holds', { 'Fn::If': ['IsBlue', 'yes', 'no'] }, 'yes'],
    [
      'an absent value in an object',
      { kept: 1, gone: { 'Fn::If': ['IsBlue', { Ref: 'AWS::NoValue' }, 1] } },
      { kept: 1 },
    ],
    ['an absent value in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected)
  })

  it('leaves a resource out whose condition does not hold', () => {
    const template = {
      Conditions: { Never: { 'Fn::And': [{ 'Fn::Equals': ['a', 'b'] }] } },
      Resources: { Orders: { ...QUEUE, Condition: 'Never' } },
    }
    expect(resolveTemplates([{ stack: 'one', template }], PLACES).resources).toEqual([])
  })

  it('resolves what another stack exports, whichever comes first', () => {
    const importer = {
      Resources: {
        It: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { value: { 'Fn::ImportValue': 'shared-name' } },
        },
      },
    }
    const exporter = {
      Resources: { Orders: QUEUE },
      Outputs: {
        Name: {
          Value: { 'Fn::GetAtt': ['Orders', 'QueueName'] },
          Export: { Name: 'shared-name' },
        },
      },
    }
    const { resources, outputs } = resolveTemplates(
      [
        { stack: 'a', template: importer },
        { stack: 'b', template: exporter },
      ],
      PLACES,
    )
    expect(resources[0]?.properties.value).toBe('orders')
    expect(outputs).toEqual({ Name: 'orders' })
  })

  it('refuses a resource type that has no counterpart here', () => {
    const template = { Resources: { Machine: { Type: 'AWS::EC2::Instance' } } }
    expect(() => resolveTemplates([{ stack: 'one', template }], PLACES)).toThrow(
      expect.objectContaining({
        code: 'resource-type-unknown',
        detail: expect.stringContaining('`AWS::EC2::Instance`'),
      }),
    )
  })

  it.each([
    ['an unknown function', { 'Fn::Transform': {} }],
    ['an unknown name', { Ref: 'Nobody' }],
    ['an unknown attribute', { 'Fn::GetAtt': ['Orders', 'Color'] }],
    ['an unknown export', { 'Fn::ImportValue': 'nothing' }],
  ])('fails on %s instead of guessing', (_, value) => {
    expect(() => resolve(value)).toThrow('fault')
  })
})
