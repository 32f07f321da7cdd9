// `npm run screenshots`: every page, light and dark, from the running product with real jobs, into docs/portal/.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startBrowser, visit } from './help/browser.ts'
import { fillSchool, OWN_PAGES, staffPages } from './help/portal-pages.ts'
import {
  adminOf,
  makeStateFolder,
  removeStateFolder,
  startProductUnderTest,
} from './help/product.ts'

const outputFolder = join(import.meta.dirname, '../docs/portal')
const SIZE = { width: 1280, height: 800 }

const PHONE = { width: 360, height: 740 }

const folder = makeStateFolder()
const product = await startProductUnderTest(folder, ['--fresh'])
const browser = await startBrowser()
try {
  mkdirSync(outputFolder, { recursive: true })
  const school = adminOf(product.ready, 'school')
  const pages = staffPages(await fillSchool(product))
  for (const scheme of ['light', 'dark'] as const) {
    const options = { viewport: SIZE }
    const { portal } = product.ready
    const outside = await visit(browser, { portal, token: null, scheme, options })
    await outside.page.waitForSelector('.sign-in')
    await outside.page.screenshot({ path: join(outputFolder, `sign-in-${scheme}.png`) })
    await outside.close()
    const admin = await visit(browser, { portal, token: school.tenant.adminToken, scheme, options })
    for (const { name, path } of pages) {
      await admin.go(path)
      await admin.page.locator('.loading, .filter-place').first().waitFor({ state: 'detached' })
      await admin.page.screenshot({ path: join(outputFolder, `${name}-${scheme}.png`) })
    }
    await admin.close()
    for (const [suffix, viewport] of [
      ['', SIZE],
      ['-phone', PHONE],
    ] as const) {
      const token = tokenOf('alice')
      const user = await visit(browser, { portal, token, scheme, options: { viewport } })
      for (const { name, path } of OWN_PAGES) {
        await user.go(path)
        const file = join(outputFolder, `${name}${suffix}-${scheme}.png`)
        await user.page.screenshot({ path: file })
      }
      await user.close()
    }
  }

  function tokenOf(name: string): string {
    return school.tenant.users.find(({ username }) => username === name)!.token
  }
} finally {
  await browser.close()
  await product.stop()
  removeStateFolder(folder)
}
