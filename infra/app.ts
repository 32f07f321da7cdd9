/** Everything that exists in the cloud, as one CDK app with one stage. */
import { App, Aspects, Tags } from 'aws-cdk-lib'
import { AlarmTopic } from './aspects/alarm-topic.ts'
import { ApiStack } from './stacks/api-stack.ts'
import { DataStack } from './stacks/data-stack.ts'
import { PortalStack } from './stacks/portal-stack.ts'
import { WatchStack } from './stacks/watch-stack.ts'
import { WorkStack } from './stacks/work-stack.ts'
import { STAGE_DEFAULT, stageNamed } from './stages.ts'

/** CDK's switches; a context on its command line (`-c stage=production`) comes on top. */
const CONTEXT = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/aws-lambda:recognizeVersionProps': true,
}

export interface AppOptions {
  /** Where the assembly goes; CDK's own default is `cdk.out`. */
  readonly outputFolder?: string | undefined
  /** Folder with one folder per function of wiring.ts, as bundle.ts makes it. */
  readonly lambdasFolder: string
  /** A stage's name; else CDK's context `stage`, else the default stage. */
  readonly stage?: string | undefined
}

/** Makes the app without writing it; `synth()` of the result writes the assembly, offline. */
export function makeApp(options: AppOptions): App {
  const app = new App({
    ...(options.outputFolder === undefined ? {} : { outdir: options.outputFolder }),
    analyticsReporting: false,
    context: CONTEXT,
  })
  const stage = stageNamed(
    options.stage ?? (app.node.tryGetContext('stage') as string | undefined) ?? STAGE_DEFAULT,
  )
  const named = (part: string) => `spoolgate-${stage.name}-${part}`
  const { lambdasFolder } = options

  const data = new DataStack(app, named('data'), { stage })
  const work = new WorkStack(app, named('work'), { stage, lambdasFolder, table: data.table })
  const api = new ApiStack(app, named('api'), {
    stage,
    lambdasFolder,
    table: data.table,
    outcomes: work.outcomes,
    batches: work.batches,
    replays: work.replays,
  })
  new PortalStack(app, named('portal'), { stage, httpApi: api.httpApi })
  new WatchStack(app, named('watch'), {
    stage,
    table: data.table,
    mailboxes: [work.outcomes, work.batches, work.replays, work.mail.mailbox],
    functions: [...work.functions, ...api.functions],
    httpApi: api.httpApi,
  })
  const alarmTopicArn = app.node.tryGetContext('alarmTopicArn') as string | undefined
  if (alarmTopicArn !== undefined) Aspects.of(app).add(new AlarmTopic(alarmTopicArn))
  Tags.of(app).add('spoolgate:stage', stage.name)
  return app
}
