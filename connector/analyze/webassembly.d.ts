/** What we use of WebAssembly; TypeScript has it only together with all of the browser. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, (...args: number[]) => unknown>>
  type Exports = Record<string, unknown>

  class Module {
    constructor(bytes: Uint8Array)
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Exports
  }

  interface Memory {
    readonly buffer: ArrayBuffer
  }

  interface Table {
    set(place: number, value: unknown): void
  }
}
