/** What people see: the portal's files behind CloudFront, with the API on the same host, so that a cookie of one host is enough. */
import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { OUTPUTS } from '#shared/contracts/wiring.ts'
import { CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY } from '../portal/headers.ts'
import type { StageSettings } from '../stages.ts'

/** ASVS 5.0, 3.4.1: at least a year. */
const TRANSPORT_SECURITY = Duration.days(2 * 365)

export interface PortalStackOptions {
  readonly stage: StageSettings
  readonly httpApi: HttpApi
}

export class PortalStack extends Stack {
  constructor(scope: Construct, id: string, { stage, httpApi }: PortalStackOptions) {
    super(scope, id, { terminationProtection: stage.deletionProtection })
    // Made again from the sources at any time, so every stage may lose them.
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const api = this.#apiBehavior(httpApi)
    const distribution = new Distribution(this, 'Distribution', {
      comment: `spoolgate-${stage.name}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers(),
        functionAssociations: [
          { function: this.#pageFunction(), eventType: FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: { '/v1/*': api, '/auth/*': api },
    })
    this.#acknowledge(bucket, distribution)
    // Files come by `aws s3 sync` (docs/deploy.md): CDK's own way is a function with rights to everything.
    new CfnOutput(this, OUTPUTS.portalUrl, { value: `https://${distribution.domainName}` })
    new CfnOutput(this, OUTPUTS.portalBucket, { value: bucket.bucketName })
    new CfnOutput(this, OUTPUTS.portalDistribution, { value: distribution.distributionId })
  }

  #apiBehavior(httpApi: HttpApi): BehaviorOptions {
    return {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', httpApi.apiEndpoint))),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    }
  }

  /** Every path without a dot in its last segment is a page of the one application. */
  #pageFunction(): EdgeFunction {
    return new EdgeFunction(this, 'Pages', {
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(`function handler(event) {
  var request = event.request
  if (request.uri.split('/').pop().indexOf('.') === -1) request.uri = '/index.html'
  return request
}`),
    })
  }

  #headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: TRANSPORT_SECURITY,
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'permissions-policy', value: PERMISSIONS_POLICY, override: true },
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
        ],
      },
    })
  }

  #acknowledge(bucket: Bucket, distribution: Distribution): void {
    const say = (target: Construct, reasons: Readonly<Record<string, string>>) => {
      for (const [id, reason] of Object.entries(reasons)) {
        Validations.of(target).acknowledge({ id, reason })
      }
    }
    say(bucket, { 'AwsSolutions-S1': 'Holds public files only; CloudFront is the one reader' })
    say(distribution, {
      'AwsSolutions-CFR1': 'Customers may sit in any country',
      'AwsSolutions-CFR2': 'The API limits its own rate; files are public',
      'AwsSolutions-CFR3': 'The API logs who does what; files are public',
      'AwsSolutions-CFR4':
        'Without a certificate of the customer’s own, CloudFront’s default one sets the protocol',
    })
  }
}
