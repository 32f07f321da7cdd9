/** Refuses when the printer is not known or printing is switched off for it. */
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const printerEnabled: Step = {
  name: 'printer-enabled',
  version: 1,
  look({ printer }) {
    if (printer === null) return refuse({ known: false }, makeReason('printer-unknown'))
    const looked = { known: true, disabled: printer.disabled }
    return printer.disabled ? refuse(looked, makeReason('printer-disabled')) : pass(looked)
  },
}
