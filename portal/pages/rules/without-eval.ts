/** Imported before any schema: the content security policy forbids functions made from text, and to try is told as an attack. */
import * as z from 'zod'

z.config({ jitless: true })
