/** What a job puts on paper: pages of the document turned into sides, sheets and color sides. */

export interface Counts {
  /** Pages of the document, before imposition. */
  readonly pages: number
  /** Printed sides of one copy (pages after number-up and page-ranges). */
  readonly sidesPerCopy: number
  readonly copies: number
  /** Printed sides of the whole job ("job-impressions"). */
  readonly sides: number
  /** Sheets of paper of the whole job ("job-media-sheets"). */
  readonly sheets: number
  /** Sides of the whole job that hold color, after the ticket's grayscale. */
  readonly colorSides: number
  readonly duplex: boolean
}
