/** Every alarm of the app speaks to one SNS topic, which the account's owner makes and subscribes to. */
import type { IAspect } from 'aws-cdk-lib'
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { IConstruct } from 'constructs'

export class AlarmTopic implements IAspect {
  readonly #topicArn: string

  constructor(topicArn: string) {
    this.#topicArn = topicArn
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnAlarm)) return
    node.alarmActions = [this.#topicArn]
    node.okActions = [this.#topicArn]
  }
}
