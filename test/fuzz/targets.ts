// Every target by name: the page languages, what is wrapped around them, and whatever else reads bytes from outside.
import { LANGUAGES, type Language } from '#shared/contracts/findings.ts'
import { LINE_SEEDS } from './seeds/lines.ts'
import { PACKAGE_SEEDS } from './seeds/packages.ts'
import { PCL_SEEDS } from './seeds/pcl.ts'
import { PCLXL_SEEDS } from './seeds/pclxl.ts'
import { GRAY_PDF_SEED } from './seeds/pdf.ts'
import { PICTURE_SEEDS } from './seeds/pictures.ts'
import { RASTER_SEEDS } from './seeds/rasters.ts'
import { SPOOL_SEEDS } from './spool-seeds.ts'
import { type Seed, type Target, wholeSeed } from './target.ts'
import { celTarget } from './targets/cel.ts'
import { checkDocument } from './targets/documents.ts'
import { factsTarget } from './targets/facts.ts'
import { ippTarget } from './targets/ipp.ts'
import { journalTarget } from './targets/journal.ts'
import { signatureTarget } from './targets/signature.ts'
import { WORDS } from './words.ts'

const WRAPPERS = ['gzip', 'pjl']
const languages = LANGUAGES.filter((language) => language !== 'unknown')

export const TARGETS: Readonly<Record<string, Target>> = Object.fromEntries([
  ...languages.map((language) => [language, documentTarget(language, language)] as const),
  ...WRAPPERS.map((name) => [name, documentTarget(name, null)] as const),
  ['ipp', ippTarget],
  ['journal', journalTarget],
  ['signature', signatureTarget],
  ['facts', factsTarget],
  ['cel', celTarget],
])

function documentTarget(name: string, language: Language | null): Target {
  return {
    about: language === null ? `documents in ${name}` : `${name} documents`,
    seeds: seedsOf(name),
    words: WORDS[name] ?? WORDS.pdf!,
    check: checkDocument(language),
  }
}

function seedsOf(name: string): Seed[] {
  return [
    ...(SPOOL_SEEDS[name] ?? []).map(wholeSeed),
    ...(PACKAGE_SEEDS[name] ?? []),
    ...(PCL_SEEDS[name] ?? []),
    ...(LINE_SEEDS[name] ?? []),
    ...(PICTURE_SEEDS[name] ?? []),
    ...(RASTER_SEEDS[name] ?? []),
    ...(name === 'pclxl' ? PCLXL_SEEDS : []),
    ...(name === 'pdf' ? [GRAY_PDF_SEED] : []),
  ]
}
