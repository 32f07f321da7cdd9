/**
 * The one ordered list of page languages. The first row that matches reads the document.
 *
 * To add a language:
 * 1. Write `shared/spool/<language>.ts` (a folder when it needs several files) and export one `LanguageEntry`
 *    (port.ts). Give it a `stream` reader if each byte is needed once and in order, else a `random` one.
 *    - Spend from `tools.budget` in every loop over the document, so that every loop ends.
 *    - A short or broken document is a `problem` in the reading; what is known until there stays told, `estimated`.
 *    - `exact` only when the count is certain. What is not known is `unknown`, never 0.
 * 2. Put it into `LANGUAGES_IN_ORDER` where it belongs and say in its comment why it stands between its neighbors.
 * 3. Test it in test/unit/shared/spool/, and give the fuzzer a seed document in test/fuzz/spool-seeds.ts.
 *
 * Something *around* documents (compression, a PJL job) is a `Wrapper`: it is taken off, and what is inside is
 * detected anew, at most `WRAPPERS_LIMIT` deep.
 *
 * Order: certain magic numbers first, then languages recognized by their habits, plain text last, because nearly
 * everything looks like text to somebody. What nobody recognizes is `unknown`: a wrong number is the worst answer.
 */
import type { Language } from '#shared/contracts/findings.ts'
import { cupsRaster } from './cups-raster.ts'
import { emfspool } from './emfspool.ts'
import { escp } from './escp/escp.ts'
import { gzip } from './gzip.ts'
import { hpgl } from './hpgl/hpgl.ts'
import { jpeg } from './images/jpeg-document.ts'
import { png } from './images/png.ts'
import { tiff } from './images/tiff.ts'
import { pcl3 } from './pcl3.ts'
import { pcl5 } from './pcl5/pcl5.ts'
import { pclxl } from './pclxl/pclxl.ts'
import { pclm, pdf } from './pdf/pdf.ts'
import { pjl } from './pjl.ts'
import type { LanguageEntry, Wrapper } from './port.ts'
import { postscript } from './postscript.ts'
import { pwgRaster } from './pwg-raster.ts'
import { text } from './text.ts'
import { urf } from './urf.ts'
import { xps } from './xps.ts'
import { zpl } from './zpl.ts'

export const WRAPPERS_LIMIT = 4
/** Documents one after another in one stream. */
export const DOCUMENTS_LIMIT = 1_000

/** Languages without a magic number: a wrapper that names another language is believed over them. */
export const HABIT_LANGUAGES: ReadonlySet<Language> = new Set<Language>([
  ...(['pcl3', 'pcl5', 'escp', 'hpgl'] as const),
  ...(['zpl', 'text'] as const),
])

export const WRAPPERS_IN_ORDER: readonly Wrapper[] = [
  // Three magic bytes that start no language.
  gzip,
  // The exit sequence of nine bytes, or its own word: nothing else starts so.
  pjl,
]

export const LANGUAGES_IN_ORDER: readonly LanguageEntry[] = [
  // A magic number of eight bytes.
  urf,
  // Before CUPS raster, whose version 2 shares the sync word: PWG raster is that version with rules of its own.
  pwgRaster,
  // Six sync words of four bytes; what is left after PWG raster.
  cupsRaster,
  // A header line of its own.
  pclxl,
  // A version that other formats begin with too, so its header must lead to a record that exists.
  emfspool,
  // An archive like office documents and many others: only one that holds a sequence of fixed documents is XPS.
  xps,
  // Magic numbers of pictures: eight, three and four bytes.
  png,
  jpeg,
  tiff,
  // `%!` at once, or after an end of transmission and empty lines; a PDF inside would not start so.
  postscript,
  // Before PDF, whose header it has too; it says its own name in the second line.
  pclm,
  // An escape before anything else. PCL of inkjets and plotters before PCL 5, which shares all its commands.
  pcl3,
  // Every escape at its start must be one of PCL's, so ESC/P, which shares only the escape, stays out.
  pcl5,
  // Starts with a reset or with line spacing, and every command at its start is known: receipt printers stay out.
  escp,
  // Its header may follow other bytes, so whatever starts in a way of its own goes first: a printer that read an
  // escape does not look for a PDF behind it.
  pdf,
  // From here on habits of text. Several plotting instructions must follow each other, as they never do in text.
  hpgl,
  // Signs and two letters, or one letter a line: needs a whole label format, which text hardly ever holds.
  zpl,
  // Last: nearly everything looks like text to somebody.
  text,
]
