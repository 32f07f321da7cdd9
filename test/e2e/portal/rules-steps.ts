// An admin writes a rule, is told of a mistake, tries, saves, replays and puts it in force.
import { expect } from 'vitest'
import type { VisitedPage } from '#help/browser.ts'
import { eventually } from '#help/eventually.ts'

interface School {
  get<Reply>(path: string): Promise<Reply>
  request(method: string, path: string, body?: unknown): Promise<Response>
}

const RULE = `rules:
  - id: long-jobs
    when: job.counted && job.pagse > 5
    then:
      - do: refuse
        message: more than five pages
cases:
  - name: six pages are too many
    given: { job: { pages: 6 } }
    expect: { verdict: refuse }
`

/** The rules are empty before; afterwards version 2 is in force, which refuses nothing. */
export async function writeRules({ page, go }: VisitedPage, school: School): Promise<void> {
  await go('/rules')
  await page.getByRole('heading', { name: 'No rules of your own yet' }).waitFor()
  await page.getByRole('button', { name: 'Begin with one of my own' }).click()
  const editor = page.getByRole('textbox', { name: 'Rules as YAML' })
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(RULE)

  // Told at once, with the place, and the place is where the cursor goes.
  await page.getByText('1 mistake').waitFor()
  await page.getByRole('button', { name: 'Line 3, column 30' }).click()
  await page.getByRole('button', { name: 'Check on the server' }).click()
  await eventually(
    'the server tells the same place',
    async () => (await page.getByText('Line 3, column 30').count()) === 2,
  )
  expect(await page.getByRole('button', { name: 'Save as a version …' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Line 3, column 30' }).click()
  for (let key = 0; key < 'pagse'.length; key++) await page.keyboard.press('Delete')
  await page.keyboard.type('pag')
  await page.getByRole('option', { name: 'pages' }).first().click()
  await page.getByText('Cases: 1 of 1 come true').waitFor()

  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByText('It prints', { exact: true }).waitFor()
  await page.getByLabel('Pages', { exact: true }).fill('7')
  await page.getByText('It is refused').waitFor()
  await page.getByText('Rules that matched: long-jobs').waitFor()

  await page.getByRole('button', { name: 'Save as a version …' }).click()
  await page.getByLabel('Why').fill('Long jobs cost trees')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Version 1 saved; it is not in force yet').waitFor()

  await page.getByRole('button', { name: 'Replay …' }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Done', { exact: true }).waitFor()
  await page.getByText('figures below can be trusted').waitFor()
  await page.getByRole('link', { name: 'Replays' }).first().click()
  await page.getByRole('link', { name: 'Version 1 against what was decided then' }).waitFor()

  await go('/rules/versions')
  await page.getByText('Long jobs cost trees').waitFor()
  await page.getByRole('button', { name: 'Put in force: version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('Version 1 is in force').waitFor()
  const { activeVersion } = await school.get<{ activeVersion: number }>('rules')
  expect(activeVersion).toBe(1)
}

/** Two admins save from the same version: the second is told, sees the difference, and loses nothing. */
export async function meetConflict({ page, go }: VisitedPage, school: School): Promise<void> {
  await go('/rules')
  await page.getByRole('textbox', { name: 'Rules as YAML' }).focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('# mine\n')
  await school.request('PUT', 'rules?comment=theirs&activate=true', { rules: [], cases: [] })

  await page.getByRole('button', { name: 'Save as a version …' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved first' })
  await dialog.getByText('saved version 2 (theirs)').waitFor()
  expect(await dialog.locator('.diff').last().innerText()).toContain('# mine')
  await dialog.getByRole('button', { name: 'Go on with mine on top' }).click()
  await page.getByText('Changed since version 2, not saved').waitFor()
  expect(await page.getByRole('textbox', { name: 'Rules as YAML' }).innerText()).toContain('# mine')
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
}
