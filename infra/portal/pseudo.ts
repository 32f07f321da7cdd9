/** Languages that nobody speaks: accented and longer English, and the same from right to left. They show what is not translated. */

const ACCENTS: Readonly<Record<string, string>> = {
  ...{ a: 'á', c: 'ç', d: 'ð', e: 'é', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', n: 'ñ' },
  ...{ o: 'ö', r: 'ŕ', s: 'š', t: 'ţ', u: 'ú', w: 'ŵ', y: 'ý', z: 'ž' },
  ...{ A: 'Å', C: 'Ç', E: 'É', I: 'Î', N: 'Ñ', O: 'Ö', S: 'Š', U: 'Û' },
}
/** German and French need about a third more room than English. */
const LONGER = 0.35

const RIGHT_TO_LEFT_OVERRIDE = '\u202e'
const POP_DIRECTION = '\u202c'

/** CLDR's tags for the two. */
export const PSEUDO_LANGUAGES: Readonly<Record<string, (text: string) => string>> = {
  'en-XA': (text) => {
    if (!/\p{L}/u.test(text)) return text
    const accented = text.replace(/\p{L}/gu, (letter) => ACCENTS[letter] ?? letter)
    return `${accented}${'~'.repeat(Math.ceil(text.trim().length * LONGER))}`
  },
  'ar-XB': (text) =>
    text.replace(
      /\p{L}[\p{L}\p{M}]*/gu,
      (word) => `${RIGHT_TO_LEFT_OVERRIDE}${word}${POP_DIRECTION}`,
    ),
}
