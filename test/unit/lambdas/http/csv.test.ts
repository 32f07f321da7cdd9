/** CSV as people's programs write it, and as we write it. */
import { describe, expect, it } from 'vitest'
import { formatCsv, parseCsv } from '#lambdas/http/csv/csv.ts'

const COLUMNS = { known: ['name', 'fullName', 'note'], required: ['name'] }
const read = (text: string) => parseCsv(text, COLUMNS, 10)

describe('reading', () => {
  it.each([
    ['commas', 'name,note\na,b\n'],
    ['semicolons', 'name;note\na;b\n'],
    ['tabs', 'name\tnote\na\tb\n'],
    ['lines of old Macs', 'name,note\ra,b\r'],
    ['lines of Windows', 'name,note\r\na,b\r\n'],
    ['no line end at the end', 'name,note\na,b'],
    ['a byte order mark', '\ufeffname,note\na,b\n'],
    ['blanks around', ' name , note \n a , b \n'],
    ['names in other spellings', 'NAME,No-te\na,b\n'],
    ['empty lines', '\nname,note\n\na,b\n\n'],
  ])('takes %s', (_, text) => {
    expect(read(text).map(({ cells }) => cells)).toEqual([{ name: 'a', note: 'b' }])
  })

  it('tells the line, also after cells of several lines', () => {
    const rows = read('name,note\na,"one\ntwo ""2"""\nb,x\n')
    expect(rows.map(({ line, cells }) => [line, cells.note])).toEqual([
      [3, 'one\ntwo "2"'],
      [4, 'x'],
    ])
  })

  it('fills what is missing in a short row and leaves out what is too much', () => {
    expect(read('name,note\na\nb,c,d\n').map(({ cells }) => cells)).toEqual([
      { name: 'a', note: '' },
      { name: 'b', note: 'c' },
    ])
  })

  it.each([
    ['a quote that is never closed', 'name\n"a\n', 'Quote'],
    ['a cell without end', `name\n${'a'.repeat(30_000)}\n`, 'Max Record Size'],
    ['eleven rows where ten are allowed', `name\n${'a\n'.repeat(11)}`, 'more than 10 rows'],
  ])('refuses %s', (_, text, words) => {
    expect(() => read(text)).toThrow(words)
  })
})

describe('writing', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+49 30', "'+49 30"],
    ['-cmd', "'-cmd"],
    ['-12.50', '-12.50'],
    ['two\nlines', '"two\nlines"'],
  ])('writes `%s` as `%s`', (cell, written) => {
    expect(formatCsv([[cell]])).toBe(`${written}\r\n`)
  })

  it('is read again as it was', () => {
    const cells = ['=HYPERLINK("x")', 'a;b,c', '-5', "'quoted", '\ttab']
    const text = formatCsv([['name', 'note'], ...cells.map((cell) => ['n', cell])])
    expect(read(text).map((row) => row.cells.note)).toEqual(cells)
  })
})
