/** What a connector tells of a job when it asks: facts only, never the document. */
import * as z from 'zod'
import { COPIES_LIMIT, KNOWN, LANGUAGES, PAGES_LIMIT } from './findings.ts'
import { jobId, printerId } from './ids.ts'

/** Longest document name that leaves the site; longer ones are cut by the connector with `…`. */
export const DOCUMENT_NAME_LIMIT = 255
export const DOCUMENTS_LIMIT = 1_000
const language = z.enum(LANGUAGES)
const known = z.enum(KNOWN)
const pageCount = z.int().min(0).max(PAGES_LIMIT)

/** Whose job it is, and how far that is proved. */
export const jobOwner = z.object({
  /** The first `"job-originating-user-name"`, as spooled; the cloud normalizes it. */
  name: z.string().max(255),
  /** `authenticated`: the print system proved it; `claimed`: the client said so. */
  identity: z.enum(['authenticated', 'claimed']),
  /** Two different names in one job: somebody tried to be somebody else. */
  forged: z.boolean(),
})

/** What the document is, all documents of the job taken as one. */
export const jobDocument = z.object({
  /** Number of documents in the job ("number-of-documents"). */
  count: z.int().min(0).max(DOCUMENTS_LIMIT),
  /** Of the first document; `unknown` when they differ. */
  language,
  pages: z.object({ value: pageCount.nullable(), known }),
  colorPages: z.object({
    value: pageCount.nullable(),
    known,
    /** Which ones, like `2,5-9`; empty when there is none or the list would be too long. */
    ranges: z.string().max(2_000),
  }),
  pageSizes: z
    .array(
      z.object({
        widthPt: z.number().min(0).max(100_000),
        heightPt: z.number().min(0).max(100_000),
        pages: pageCount,
      }),
    )
    .max(32),
  bytes: z.int().min(0),
  /** Of the one document; of the concatenated hashes when there are several. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Why reading stopped early, if it did. */
  problem: z.string().max(200).nullable(),
})

/** What the user asked of the printer. The wire's own names stand in quotes. */
export const jobTicket = z.object({
  copies: z.int().min(1).max(COPIES_LIMIT), // "copies"
  duplex: z.boolean(), // "sides" is not one-sided
  grayscale: z.boolean(), // "print-color-mode" monochrome, or a gray PPD ColorModel
  pagesPerSide: z.int().min(1).max(16), // "number-up"
  /** "page-ranges" over the imposed sides, like `1-3,7`; empty = all. */
  pageRanges: z.string().max(1_000),
  collate: z.boolean(), // "multiple-document-handling", "Collate"
  /** Which of the sides that "page-ranges" leaves; absent = all. */
  pageSet: z.enum(['all', 'even', 'odd']).optional(), // "page-set"
  /** Two pages a side, two sides a sheet, in the order in which folded sheets are read; absent = no. */
  booklet: z.boolean().optional(), // "booklet"
})
export type JobTicket = z.infer<typeof jobTicket>

export const jobFacts = z
  .object({
    jobId,
    printerId,
    owner: jobOwner,
    documentName: z.string().max(DOCUMENT_NAME_LIMIT),
    document: jobDocument,
    ticket: jobTicket,
    /** Whether the queue behind can print several documents of one job without losing any. */
    printsSeveralDocuments: z.boolean(),
    /** When the print system took the job ("time-at-creation"). */
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'JobFacts', description: 'what a connector tells of a job when it asks' })
export type JobFacts = z.infer<typeof jobFacts>
