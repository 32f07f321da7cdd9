/** PDFium as WebAssembly: with a limit to its memory, and with the document's bytes handed over only where it looks. */
import { PDFiumModule } from '@hyzyla/pdfium'
import { assert } from '#shared/contracts/problem.ts'

/** What we use of PDFium (fpdfview.h, fpdf_edit.h, fpdf_flatten.h) and its module; handles and pointers are numbers. */
export interface PdfiumFunctions {
  readonly memory: WebAssembly.Memory
  readonly __indirect_function_table: WebAssembly.Table
  malloc(bytes: number): number
  free(pointer: number): void
  FPDF_InitLibrary(): void
  FPDF_LoadCustomDocument(access: number, password: number): number
  FPDF_LoadMemDocument(bytes: number, length: number, password: number): number
  FPDF_GetPageCount(document: number): number
  FPDF_LoadPage(document: number, index: number): number
  FPDF_ClosePage(page: number): void
  FPDFPage_Flatten(page: number, usage: number): number
  FPDF_GetPageWidth(page: number): number
  FPDF_GetPageHeight(page: number): number
  FPDF_RenderPageBitmap(
    ...args: [
      bitmap: number,
      page: number,
      left: number,
      top: number,
      width: number,
      height: number,
      rotate: number,
      flags: number,
    ]
  ): void
  FPDFBitmap_CreateEx(
    ...args: [width: number, height: number, format: number, pixels: number, stride: number]
  ): number
  FPDFBitmap_FillRect(
    ...args: [
      bitmap: number,
      left: number,
      top: number,
      width: number,
      height: number,
      color: number,
    ]
  ): number
  FPDFBitmap_GetBuffer(bitmap: number): number
  FPDFBitmap_GetStride(bitmap: number): number
  FPDFBitmap_GetHeight(bitmap: number): number
  FPDFBitmap_Destroy(bitmap: number): void
  FPDFPage_CountObjects(page: number): number
  FPDFPage_GetObject(page: number, index: number): number
  FPDFPageObj_GetType(object: number): number
  FPDFFormObj_CountObjects(form: number): number
  FPDFFormObj_GetObject(form: number, index: number): number
  FPDFImageObj_GetImageMetadata(image: number, page: number, metadata: number): number
  FPDFImageObj_GetImageFilterCount(image: number): number
  FPDFImageObj_GetImageFilter(image: number, index: number, text: number, bytes: number): number
  FPDFImageObj_GetRenderedBitmap(document: number, page: number, image: number): number
}

export interface Pdfium {
  readonly functions: PdfiumFunctions
  /** Its memory now; a later call may move it. */
  heap(): Uint8Array
  /** Memory was refused: from then on something may silently not be drawn. */
  readonly isStarved: boolean
}

/** A document that PDFium reads where it likes. */
export interface DocumentBytes {
  readonly size: number
  read(offset: number, into: Uint8Array): boolean
}

/** What the module asks for on top of what it needs. */
const GROWTH = 1.2

export async function loadPdfium(wasm: Uint8Array, memoryBytes: number): Promise<Pdfium> {
  let isStarved = false
  let exports = null as PdfiumFunctions | null
  await PDFiumModule({
    instantiateWasm(imports, onInstance) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
        ...imports,
        env: {
          ...imports.env,
          emscripten_resize_heap(wanted: number) {
            const now = exports?.memory.buffer.byteLength ?? 0
            isStarved ||= Math.max(wanted >>> 0, now * GROWTH) > memoryBytes
            return isStarved ? 0 : imports.env?.emscripten_resize_heap?.(wanted)
          },
        },
      })
      exports = instance.exports as unknown as PdfiumFunctions
      onInstance(instance)
      return instance.exports
    },
  })
  assert(exports, 'PDFium is instantiated by its module')
  const functions = exports
  functions.FPDF_InitLibrary()
  return {
    functions,
    heap: () => new Uint8Array(functions.memory.buffer),
    get isStarved() {
      return isStarved
    },
  }
}

/** A document handle; 0 when PDFium cannot open it. One document a module. */
export function openDocument(pdfium: Pdfium, bytes: DocumentBytes): number {
  const { functions } = pdfium
  const getBlock = (_: number, offset: number, into: number, length: number) =>
    bytes.read(offset >>> 0, pdfium.heap().subarray(into, into + (length >>> 0))) ? 1 : 0
  // C calls back by a place in this table, which cannot grow: 0 is the one that no C function has.
  functions.__indirect_function_table.set(GET_BLOCK_PLACE, makeWasmFunction(getBlock))
  const access = functions.malloc(12)
  // FPDF_FILEACCESS: length, function, its parameter.
  new Uint32Array(functions.memory.buffer, access, 3).set([bytes.size, GET_BLOCK_PLACE, 0])
  return functions.FPDF_LoadCustomDocument(access, 0)
}

/** A small document of our own, beside the other one; 0 when PDFium cannot open it. */
export function openOwnDocument(pdfium: Pdfium, bytes: Uint8Array): number {
  const place = pdfium.functions.malloc(bytes.length)
  if (place === 0) return 0
  pdfium.heap().set(bytes, place)
  return pdfium.functions.FPDF_LoadMemDocument(place, bytes.length, 0)
}

const GET_BLOCK_PLACE = 0

/** A WebAssembly function `(i32, i32, i32, i32) -> i32` that calls `run`: a module that exports what it imports. */
function makeWasmFunction(run: (...args: [number, number, number, number]) => number): unknown {
  const i32 = 0x7f
  const module = new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      // Type section: one function type.
      ...[1, 9, 1, 0x60, 4, i32, i32, i32, i32, 1, i32],
      // Import section: `a` of module `a`, a function of type 0.
      ...[2, 7, 1, 1, 0x61, 1, 0x61, 0, 0],
      // Export section: the same function as `a`.
      ...[7, 5, 1, 1, 0x61, 0, 0],
    ]),
  )
  return new WebAssembly.Instance(module, { a: { a: run } }).exports.a
}
