/** Text that the standard fonts of PDF can show (WinAnsiEncoding, ISO 32000-1 annex D): other letters lose their marks or become `?`. */

/** Beside Latin-1: what Windows-1252 has at 0x80 to 0x9F. */
const EXTRA = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
const NEAREST: Readonly<Record<string, string>> = {
  '₂': '2',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
}

/** Control characters, and those that turn the direction of text, are left out. */
export function toWinAnsi(text: string): string {
  let shown = ''
  for (const char of text.normalize('NFC')) {
    if (/[\p{Cc}\p{Cf}]/u.test(char)) continue
    shown += isShown(char) ? char : nearest(char)
  }
  return shown
}

function nearest(char: string): string {
  const plain = NEAREST[char] ?? char.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return [...plain].every(isShown) && plain !== '' ? plain : '?'
}

function isShown(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || EXTRA.includes(char)
}
