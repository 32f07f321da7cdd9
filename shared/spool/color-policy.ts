/** What counts as color: the default and the strict test. */
import type { ColorPolicy } from './port.ts'

/** What the eye sees: the mixed color differs from gray by more than 8 of 255. */
export const COMPOSITE_COLOR: ColorPolicy = {
  test: 'composite',
  chromaLimit: 8,
  richBlackIsColor: false,
  inkGrayIsColor: true,
}

/** What the device must mix: any ink but black, any pixel that is not exactly gray. */
export const PROCESS_COLOR: ColorPolicy = {
  test: 'process',
  chromaLimit: 0,
  richBlackIsColor: true,
  inkGrayIsColor: true,
}
