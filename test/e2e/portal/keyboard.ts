// A person without a mouse: every place is reached by Tab, everything is done by keys.
import type { Locator, Page } from 'playwright-core'

/** More stops than any page has. */
const STOPS_LIMIT = 160

export interface Keyboard {
  press(...keys: readonly string[]): Promise<void>
  /** Tabs on until it has the focus. Rejects when it never gets it. */
  reach(target: Locator): Promise<void>
  /** Reaches it and presses Enter. */
  hit(target: Locator): Promise<void>
  /** Reaches a field and replaces what stands in it. */
  fill(target: Locator, text: string): Promise<void>
  /** By Ctrl K, from wherever the focus is. */
  jump(place: string): Promise<void>
}

export function makeKeyboard(page: Page): Keyboard {
  const { keyboard } = page
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await keyboard.press(key)
  }
  const reach = async (target: Locator) => {
    await target.first().waitFor()
    const focused = target.and(page.locator(':focus'))
    for (let stop = 0; stop <= STOPS_LIMIT; stop++) {
      if ((await focused.count()) > 0) return
      await keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${target}`)
  }
  return {
    press,
    reach,
    async hit(target) {
      await reach(target)
      await keyboard.press('Enter')
    },
    async fill(target, text) {
      await reach(target)
      await press('Control+a')
      await keyboard.insertText(text)
    },
    async jump(place) {
      await keyboard.press('Control+k')
      await page.getByRole('combobox', { name: /^Jump to/ }).waitFor()
      await keyboard.type(place)
      await keyboard.press('Enter')
    },
  }
}
