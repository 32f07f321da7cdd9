/** Optional content (ISO 32000-2 section 8.11): what is switched off does not print. */
import type { PdfDocument } from './document.ts'
import { isArray, isDict, type PdfDict, PdfRef, type PdfValue } from './objects.ts'

const GROUPS_LIMIT = 100_000

export class OptionalContent {
  readonly #document: PdfDocument
  /** Object numbers of groups that are off when printing. */
  readonly #off = new Set<number>()

  constructor(document: PdfDocument) {
    this.#document = document
    const properties = document.dict(document.catalog.get('OCProperties'))
    const config = document.dict(properties?.get('D'))
    if (!properties || !config) return
    if (document.get(config, 'BaseState') === 'OFF')
      this.#each(properties.get('OCGs'), (n) => this.#off.add(n))
    this.#each(config.get('ON'), (number) => this.#off.delete(number))
    this.#each(config.get('OFF'), (number) => this.#off.add(number))
    this.#applyPrintUsage(config)
  }

  #each(value: PdfValue | undefined, take: (number: number) => void): void {
    for (const item of (this.#document.array(value) ?? []).slice(0, GROUPS_LIMIT)) {
      if (item instanceof PdfRef) take(item.number)
    }
  }

  /** Section 8.11.4.4: groups that switch themselves when the document is printed. */
  #applyPrintUsage(config: PdfDict): void {
    for (const item of (this.#document.array(config.get('AS')) ?? []).slice(0, 1_000)) {
      const usage = this.#document.dict(item)
      if (!usage || this.#document.get(usage, 'Event') !== 'Print') continue
      for (const group of this.#document.array(usage.get('OCGs')) ?? []) {
        if (!(group instanceof PdfRef)) continue
        const own = this.#document.dict(this.#document.dict(group)?.get('Usage'))
        const state = this.#document.dict(own?.get('Print'))?.get('PrintState')
        if (state === 'OFF') this.#off.add(group.number)
        else if (state === 'ON') this.#off.delete(group.number)
      }
    }
  }

  /** `value` is a group or a membership dictionary, mostly by reference. */
  isHidden(value: PdfValue | undefined): boolean {
    if (value === undefined || value === null || this.#off.size === 0) return false
    if (value instanceof PdfRef && this.#off.has(value.number)) return true
    const dict = this.#document.dict(value)
    if (dict?.get('Type') !== 'OCMD') return false
    const expression = this.#document.array(dict.get('VE'))
    if (expression) return !this.#isTrue(expression, 0)
    return !this.#isVisible(dict)
  }

  #isVisible(membership: PdfDict): boolean {
    const value = membership.get('OCGs')
    const found = this.#document.resolve(value)
    const groups = isArray(found) ? found : isDict(found) ? [value ?? null] : []
    if (groups.length === 0) return true
    const isOn = (group: PdfValue) => !(group instanceof PdfRef && this.#off.has(group.number))
    switch (this.#document.get(membership, 'P')) {
      case 'AllOn':
        return groups.every(isOn)
      case 'AnyOff':
        return !groups.every(isOn)
      case 'AllOff':
        return !groups.some(isOn)
      default:
        return groups.some(isOn)
    }
  }

  /** Section 8.11.2.2, visibility expressions. */
  #isTrue(value: PdfValue, depth: number): boolean {
    this.#document.tools.budget.spendObjects()
    if (value instanceof PdfRef && !isArray(this.#document.resolve(value))) {
      return !this.#off.has(value.number)
    }
    const [operator, ...operands] = this.#document.array(value) ?? []
    if (depth > 16) return true
    const each = operands.slice(0, 1_000).map((operand) => this.#isTrue(operand, depth + 1))
    if (operator === 'Not') return !each[0]
    return operator === 'Or' ? each.some(Boolean) : each.every(Boolean)
  }
}
