/** The stages this product runs in, and what each of them dares to lose. */
import { RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'

export interface StageSettings {
  readonly name: StageName
  /** Whether table and queues survive the deletion of their stack. */
  readonly removalPolicy: RemovalPolicy
  readonly deletionProtection: boolean
  readonly logRetention: RetentionDays
}

const STAGES = {
  production: {
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
  },
  trial: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.TWO_WEEKS,
  },
} as const satisfies Record<string, Omit<StageSettings, 'name'>>

export type StageName = keyof typeof STAGES

/** The local cloud runs this one, and it is what a deployment without `-c stage=…` makes. */
export const STAGE_DEFAULT: StageName = 'trial'

/** Throws on a name that is not a stage: a typing error must not make a third, unprotected one. */
export function stageNamed(name: string): StageSettings {
  if (!isStageName(name)) {
    throw new Error(`no stage \`${name}\`: there are ${Object.keys(STAGES).join(', ')}`)
  }
  return { name, ...STAGES[name] }
}

const isStageName = (name: string): name is StageName => Object.hasOwn(STAGES, name)
