/** Text for fonts that know Western letters only. */
import { expect, it } from 'vitest'
import { toWinAnsi } from '#lambdas/reports/win-ansi.ts'

it.each([
  ['Grüße – “so” … €', 'Grüße – “so” … €'],
  ['decomposed e\u0301', 'decomposed é'],
  ['Łódź, Đorđe, čaj', 'Lódz, Dorde, caj'],
  ['Отчёт 报告', '????? ??'],
  ['evil\u202Egnp.exe\u0000\n', 'evilgnp.exe'],
])('%j is drawn as %j', (text, drawn) => {
  expect(toWinAnsi(text)).toBe(drawn)
})
