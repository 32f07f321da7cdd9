/** E-mail that goes out: its sender as SES knows it, and the queue of what is to be sent. */
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { StageSettings } from '../stages.ts'
import { Mailbox } from './mailbox.ts'

/** `-c mailFrom=reports@example.org`; SES asks that address whether it agrees, and sends nothing before. */
const MAIL_FROM_DEFAULT = 'reports@spoolgate.invalid'
const ADDRESS = /^[^\s@<>,;]+@[a-z0-9.-]+\.[a-z]{2,}$/

export class OutgoingMail extends Construct {
  readonly mailbox: Mailbox
  readonly from: string

  constructor(
    scope: Construct,
    id: string,
    { stage, consumerTimeoutSeconds }: { stage: StageSettings; consumerTimeoutSeconds: number },
  ) {
    super(scope, id)
    this.from = (this.node.tryGetContext('mailFrom') as string | undefined) ?? MAIL_FROM_DEFAULT
    if (!ADDRESS.test(this.from)) {
      throw new Error(`\`mailFrom\` is \`${this.from}\`: it must be like \`reports@example.org\``)
    }
    this.mailbox = new Mailbox(this, 'Reports', { stage, consumerTimeoutSeconds })
    new CfnEmailIdentity(this, 'Sender', { emailIdentity: this.from })
  }
}
