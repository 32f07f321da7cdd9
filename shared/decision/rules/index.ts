/** The published order of the rules. A new rule is a new file and a line here. */
import type { Rule } from '../rule.ts'
import { account } from './account.ts'
import { colorAccess } from './color-access.ts'
import { documents } from './documents.ts'
import { forceDuplex } from './force-duplex.ts'
import { forceGrayscale } from './force-grayscale.ts'
import { funds } from './funds.ts'
import { identity } from './identity.ts'
import { maximumPages } from './maximum-pages.ts'
import { pageCount } from './page-count.ts'
import { price } from './price.ts'
import { printerEnabled } from './printer-enabled.ts'
import { userEnabled } from './user-enabled.ts'

export const RULES: readonly Rule[] = [
  // Who and where: nothing else matters while one of them is switched off or false.
  printerEnabled,
  userEnabled,
  identity,
  // What: only a job that prints whole.
  documents,
  // Conversions before everything that counts: color that will not print needs no permission and has no price.
  forceGrayscale,
  forceDuplex,
  pageCount,
  colorAccess,
  maximumPages,
  // Money last, on what is left to print.
  account,
  price,
  funds,
]
