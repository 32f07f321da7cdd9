/** The published order of the steps. A new step is a new file and a line here. */
import type { Step } from '../step.ts'
import { account } from './account.ts'
import { colorAccess } from './color-access.ts'
import { customRules } from './custom-rules.ts'
import { documents } from './documents.ts'
import { forceDuplex } from './force-duplex.ts'
import { forceGrayscale } from './force-grayscale.ts'
import { funds } from './funds.ts'
import { identity } from './identity.ts'
import { pageCount } from './page-count.ts'
import { price } from './price.ts'
import { printerAccess } from './printer-access.ts'
import { printerEnabled } from './printer-enabled.ts'
import { releaseMode } from './release-mode.ts'
import { RESTRICTIONS } from './restrictions.ts'
import { userEnabled } from './user-enabled.ts'

export const STEPS: readonly Step[] = [
  // Who and where: nothing else matters while one of them is switched off, false, or not meant for the other.
  printerEnabled,
  userEnabled,
  identity,
  printerAccess,
  // What: only a job that prints whole.
  documents,
  // Conversions before everything that counts: color that will not print needs no permission and has no price.
  forceGrayscale,
  forceDuplex,
  pageCount,
  colorAccess,
  ...RESTRICTIONS,
  // The tenant's own rules see what is left of the job, and may change it and its cost.
  customRules,
  // Money last, on what is left to print.
  account,
  price,
  funds,
  releaseMode,
]
