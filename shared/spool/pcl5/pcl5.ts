/** PCL 5, PCL 5e and PCL 5c, with HP-GL/2 inside. */
import type { LanguageEntry } from '../port.ts'
import { PclReader } from './reader.ts'
import { recognizePcl } from './recognize.ts'

export const pcl5: LanguageEntry = {
  language: 'pcl5',
  matches: (head) => recognizePcl(head) !== null,
  reader: { kind: 'stream', open: (tools) => new PclReader(tools) },
}
