/** Languages that people are written to in: the portal and reports, complete in each. */
import * as z from 'zod'

export const READER_LANGUAGES = ['en', 'de', 'fr', 'es'] as const
export const readerLanguage = z.enum(READER_LANGUAGES)
