/** What must not be lost: the one pooled table. */
import { Stack } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { TABLE } from '#shared/contracts/wiring.ts'
import type { StageSettings } from '../stages.ts'

/** No stream and no index: what must follow a write is written with it, and every list is a key range. */
export class DataStack extends Stack {
  readonly table: Table

  constructor(scope: Construct, id: string, { stage }: { stage: StageSettings }) {
    super(scope, id, { terminationProtection: stage.deletionProtection })
    this.table = new Table(this, 'Table', {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.removalPolicy,
    })
  }
}
