// What an admin does in a week, each by keyboard alone; a task ends where its last line saw what came of it.
import type { Page } from 'playwright-core'
import type { Keyboard } from './keyboard.ts'

export type Task = readonly [name: string, work: (keys: Keyboard, page: Page) => Promise<void>]

const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
const headed = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor()
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true })
const dialogButton = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true })

/** In this order; some stand on what the one before did. */
export const TASKS: readonly Task[] = [
  [
    'skip the navigation',
    async (keys, page) => {
      await keys.hit(button(page, 'Skip to the content'))
      await page.locator('main:focus').waitFor()
    },
  ],
  [
    'jump to another page',
    async (keys, page) => {
      await keys.jump('jobs')
      await headed(page, 'Jobs')
    },
  ],
  [
    'filter jobs by their state',
    async (keys, page) => {
      await keys.fill(page.getByRole('combobox', { name: /Filter by state/ }), 'State = refused')
      await keys.press('Enter')
      await page.waitForURL(/state=refused/, { waitUntil: 'commit' })
    },
  ],
  [
    'open a job and read why it was refused',
    async (keys, page) => {
      await keys.hit(page.getByRole('link', { name: 'Essay on the river.pdf' }))
      await headed(page, 'Essay on the river.pdf')
      await seen(page, /^balance .*0\.02.* is less than the cost .*0\.40/)
    },
  ],
  [
    'read the decision as data',
    async (keys, page) => {
      await keys.hit(button(page, 'As data'))
      await page.locator('pre.code').waitFor()
    },
  ],
  [
    'have the job decided again',
    async (keys, page) => {
      await keys.hit(button(page, 'Decide again'))
      await seen(page, 'the same, to the byte')
    },
  ],
  [
    'follow the job to its user and top the user up',
    async (keys, page) => {
      await keys.hit(page.getByRole('main').getByRole('link', { name: 'carol' }))
      await keys.fill(page.getByRole('textbox', { name: 'Amount', exact: true }), '1.50')
      await keys.hit(button(page, 'Book it'))
      await seen(page, '+€1.50 booked')
    },
  ],
  [
    'take the booking back',
    async (keys, page) => {
      await keys.hit(button(page, 'Undo'))
      await seen(page, 'Undone')
    },
  ],
  [
    'find a user by the beginning of the name',
    async (keys, page) => {
      await keys.jump('users')
      await keys.fill(page.getByRole('searchbox', { name: /user name begins/ }), 'ali')
      await page.waitForURL(/beginning=ali/, { waitUntil: 'commit' })
      await keys.hit(page.getByRole('link', { name: 'alice', exact: true }))
      await headed(page, 'Alice Teacher')
    },
  ],
  [
    'create a group with a monthly quota',
    async (keys, page) => {
      await keys.jump('groups')
      await keys.hit(button(page, 'New group'))
      await keys.fill(page.getByRole('textbox', { name: 'Group', exact: true }), 'choir')
      await keys.press('Enter')
      await headed(page, 'choir')
      await keys.hit(button(page, /beginning of each period/))
      await keys.press('End', 'ArrowUp', 'Enter')
      await keys.fill(page.getByLabel('Amount per member'), '3')
      await keys.hit(button(page, 'Save'))
      await seen(page, 'Group saved')
    },
  ],
  [
    'make vouchers',
    async (keys, page) => {
      await keys.jump('vouchers')
      await keys.fill(page.getByLabel('Name of the batch'), 'Keys')
      await keys.fill(page.getByRole('textbox', { name: 'Amount' }), '2')
      await keys.hit(button(page, 'Make them'))
      await headed(page, 'Vouchers of a batch')
    },
  ],
  [
    'answer a request for a refund',
    async (keys, page) => {
      await keys.jump('refunds')
      await headed(page, 'Refunds')
      // A column of that name has a button too, which makes it wider.
      await keys.hit(page.locator('tbody').getByRole('button', { name: 'Decide' }))
      await keys.hit(button(page, 'Approve'))
      await page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' })
    },
  ],
  [
    'change a price of a printer',
    async (keys, page) => {
      await keys.jump('printers')
      await keys.hit(page.getByRole('link', { name: 'office', exact: true }).first())
      await keys.fill(page.getByLabel('Gray, one side'), '0.07')
      await keys.hit(button(page, 'Save'))
      await seen(page, 'Printer saved')
    },
  ],
  [
    'see the API call that does the same',
    async (keys, page) => {
      await keys.hit(page.locator('.page-head').getByRole('button', { name: /^API/ }))
      await page.getByRole('dialog', { name: 'The same by API' }).waitFor()
      await keys.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    },
  ],
  [
    'release a held job',
    async (keys, page) => {
      await keys.jump('held')
      await keys.reach(page.getByRole('checkbox', { name: 'Select Homework sheets.pdf' }))
      await keys.press('Space')
      await keys.hit(button(page, 'Release (1)'))
      await keys.hit(dialogButton(page, 'Release'))
      await seen(page, 'Done')
      await keys.hit(dialogButton(page, 'Close').last())
    },
  ],
  [
    'write a rule and save it',
    async (keys, page) => {
      await keys.jump('rules')
      await keys.reach(page.getByRole('textbox', { name: 'Rules as YAML' }))
      await keys.press('Control+Home')
      await page.keyboard.insertText('# by keyboard alone\n')
      await keys.hit(button(page, 'Save as a version …'))
      await keys.fill(page.getByLabel('Why'), 'By keyboard')
      await keys.hit(dialogButton(page, 'Save'))
      await seen(page, 'Version 3 saved')
    },
  ],
  [
    'put the rules in force',
    async (keys, page) => {
      await keys.hit(button(page, 'Put in force'))
      await keys.hit(dialogButton(page, 'Put in force'))
      await seen(page, 'Version 3 is in force')
    },
  ],
  [
    'make an API token',
    async (keys, page) => {
      await keys.jump('api tokens')
      await keys.fill(page.getByRole('textbox', { name: 'Name' }), 'Script')
      await keys.hit(button(page, 'Create the token'))
      await keys.hit(button(page, 'I have stored it'))
    },
  ],
  [
    'open a row of the audit log',
    async (keys, page) => {
      await keys.jump('audit')
      await keys.hit(page.getByRole('link', { name: /^Open row/ }).first())
      await seen(page, 'Hash of this row')
    },
  ],
  [
    'change a setting',
    async (keys, page) => {
      await keys.jump('settings')
      await keys.fill(page.getByLabel('Minutes a held job waits'), '90')
      await keys.hit(button(page, 'Save'))
      await seen(page, 'Settings saved')
    },
  ],
  [
    'read a report',
    async (keys, page) => {
      await keys.jump('reports')
      await keys.hit(page.locator('.card-columns a').first())
      await page.waitForURL(/\/reports\//, { waitUntil: 'commit' })
      await page.getByRole('table').first().waitFor()
    },
  ],
  [
    'enroll a connector up to its commands',
    async (keys, page) => {
      await keys.jump('sites')
      await keys.hit(button(page, 'Enroll a connector'))
      await keys.fill(page.getByLabel('Or name a new one'), 'North wing')
      await keys.hit(button(page, 'Create the site'))
      await keys.hit(button(page, 'Make a token'))
      await page.locator('.steps pre').waitFor()
    },
  ],
  [
    'switch to dark',
    async (keys, page) => {
      await keys.hit(button(page, 'You and your preferences'))
      await keys.reach(page.getByLabel('Appearance'))
      await keys.press('End')
      await page.locator('.awsui-dark-mode').first().waitFor({ state: 'attached' })
      await keys.press('Escape')
    },
  ],
  [
    'sign out',
    async (keys, page) => {
      await keys.hit(button(page, 'You and your preferences'))
      await keys.hit(button(page, 'Sign out'))
      await headed(page, 'Sign in to Spoolgate')
    },
  ],
]
