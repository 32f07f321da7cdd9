/** Walks the page tree (ISO 32000-2 section 7.7.3): every page in order, with what it inherits. `Count` is not believed. */
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import type { PdfDocument } from './document.ts'
import { isDict, type PdfDict, PdfRef, type PdfValue } from './objects.ts'

export interface PdfPage {
  readonly dict: PdfDict
  readonly inherited: Inherited
}

/** Attributes that come from the nodes above when the page has none of its own. */
export interface Inherited {
  readonly resources: PdfValue
  readonly mediaBox: PdfValue
  readonly cropBox: PdfValue
  readonly rotate: PdfValue
}

export interface PageWalk {
  /** False when a part of the tree was missing, looped, or there were more pages than the limit. */
  clean: boolean
  readonly overLimit: boolean
}

const NOTHING: Inherited = { resources: null, mediaBox: null, cropBox: null, rotate: null }
const TREE_DEPTH_LIMIT = 256

interface Level {
  readonly kids: readonly PdfValue[]
  readonly inherited: Inherited
  /** Object number of the node; 0 when it is not an object of its own. */
  readonly number: number
  next: number
}

/** Calls `take` for every page. A page that stands in the tree twice is two pages. */
export function walkPages(document: PdfDocument, take: (page: PdfPage) => void): PageWalk {
  let clean = true
  let pages = 0
  const root = document.catalog.get('Pages')
  const open = new Set<number>()
  const levels: Level[] = []
  const enter = (value: PdfValue, inherited: Inherited) => {
    const number = value instanceof PdfRef ? value.number : 0
    const node = document.resolve(value)
    if (!isDict(node)) {
      clean = false
      return
    }
    const own = inherit(node, inherited)
    const kids = node.has('Kids') ? document.array(node.get('Kids')) : null
    if (kids === null) {
      if (node.get('Type') === 'Pages') {
        // A node without kids holds no page.
        if (node.has('Kids')) clean = false
        return
      }
      take({ dict: node, inherited: own })
      pages++
      return
    }
    if ((number > 0 && open.has(number)) || levels.length >= TREE_DEPTH_LIMIT) {
      clean = false
      return
    }
    if (number > 0) open.add(number)
    levels.push({ kids, inherited: own, number, next: 0 })
  }

  enter(root ?? null, NOTHING)
  while (levels.length > 0) {
    const level = levels.at(-1)!
    if (level.next >= level.kids.length) {
      open.delete(level.number)
      levels.pop()
      continue
    }
    if (pages > PAGES_LIMIT) return { clean: false, overLimit: true }
    document.tools.budget.spendOperations(8)
    enter(level.kids[level.next++]!, level.inherited)
  }
  return { clean, overLimit: false }
}

function inherit(node: PdfDict, above: Inherited): Inherited {
  const resources = node.get('Resources')
  const mediaBox = node.get('MediaBox')
  const cropBox = node.get('CropBox')
  const rotate = node.get('Rotate')
  if (resources === undefined && mediaBox === undefined) {
    if (cropBox === undefined && rotate === undefined) return above
  }
  return {
    resources: resources ?? above.resources,
    mediaBox: mediaBox ?? above.mediaBox,
    cropBox: cropBox ?? above.cropBox,
    rotate: rotate ?? above.rotate,
  }
}
