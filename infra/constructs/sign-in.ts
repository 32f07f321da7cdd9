/** Who people are: a Cognito user pool as OpenID provider, which may federate each tenant's own; one client, ours. */
import { Duration, Validations } from 'aws-cdk-lib'
import {
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito'
import { Aws } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { CALLBACK_PATH } from '#shared/contracts/session.ts'
import type { StageSettings } from '../stages.ts'

/** Redeemed within seconds; a session of ours does not lean on it afterwards. */
const TOKENS_LAST = Duration.minutes(5)
const PASSWORD_LENGTH = 12

export interface SignInOptions {
  readonly stage: StageSettings
  /** Where browsers reach us, without a slash at the end. */
  readonly publicUrl: string
}

export class SignIn extends Construct {
  readonly issuer: string
  readonly clientId: string

  constructor(scope: Construct, id: string, { stage, publicUrl }: SignInOptions) {
    super(scope, id)
    const pool = new UserPool(this, 'People', {
      userPoolName: `spoolgate-${stage.name}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      signInCaseSensitive: false,
      // Written by whoever runs the pool: they say which user of which tenant somebody is.
      customAttributes: {
        tenant: new StringAttribute({ minLen: 26, maxLen: 26, mutable: true }),
        username: new StringAttribute({ minLen: 1, maxLen: 128, mutable: true }),
      },
      passwordPolicy: {
        minLength: PASSWORD_LENGTH,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.removalPolicy,
    })
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'People of a federated provider have their second factor there; the others may turn one on',
      },
      {
        id: 'AwsSolutions-COG3',
        reason: 'Threat protection belongs to a dearer plan; an operator may choose it',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The plan with threat protection is dearer; an operator may choose it',
      },
    )
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `spoolgate-${stage.name}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.CLASSIC_HOSTED_UI,
    })
    this.issuer = pool.userPoolProviderUrl
    this.clientId = addClient(pool, publicUrl).userPoolClientId
  }
}

/** Without a secret: the code is of use only with the PKCE verifier, which never leaves browser and function. */
function addClient(pool: UserPool, publicUrl: string): UserPoolClient {
  return pool.addClient('Portal', {
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${publicUrl}${CALLBACK_PATH}`],
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    idTokenValidity: TOKENS_LAST,
    accessTokenValidity: TOKENS_LAST,
    refreshTokenValidity: Duration.hours(1),
    readAttributes: new ClientAttributes()
      .withStandardAttributes({ email: true, emailVerified: true, fullname: true })
      .withCustomAttributes('tenant', 'username'),
    writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
  })
}
