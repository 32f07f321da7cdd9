// Every target by name: the page languages, what is wrapped around them, and whatever else reads bytes from outside.
import { LANGUAGES, type Language } from '#shared/contracts/findings.ts'
import { documentSeeds } from './document-seeds.ts'
import type { Target } from './target.ts'
import { celTarget } from './targets/cel.ts'
import { checkDocument } from './targets/documents.ts'
import { factsTarget } from './targets/facts.ts'
import { ippTarget } from './targets/ipp.ts'
import { journalTarget } from './targets/journal.ts'
import { printerTarget } from './targets/printer.ts'
import { signatureTarget } from './targets/signature.ts'
import { truncateTarget } from './targets/truncate.ts'
import { WORDS } from './words.ts'

const WRAPPERS = ['gzip', 'pjl']
const languages = LANGUAGES.filter((language) => language !== 'unknown')

export const TARGETS: Readonly<Record<string, Target>> = Object.fromEntries([
  ...languages.map((language) => [language, documentTarget(language, language)] as const),
  ...WRAPPERS.map((name) => [name, documentTarget(name, null)] as const),
  ['truncate', truncateTarget],
  ['ipp', ippTarget],
  ['printer', printerTarget],
  ['journal', journalTarget],
  ['signature', signatureTarget],
  ['facts', factsTarget],
  ['cel', celTarget],
])

function documentTarget(name: string, language: Language | null): Target {
  return {
    about: language === null ? `documents in ${name}` : `${name} documents`,
    seeds: documentSeeds(name),
    words: WORDS[name] ?? WORDS.pdf!,
    check: checkDocument(language),
  }
}
