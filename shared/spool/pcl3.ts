/** PCL 3 of DeskJets and the raster language of plotters: PCL's commands, other habits. */
import { PclReader } from './pcl5/reader.ts'
import { recognizePcl } from './pcl5/recognize.ts'
import type { LanguageEntry } from './port.ts'

export const pcl3: LanguageEntry = {
  language: 'pcl3',
  matches: (head) => {
    const pcl = recognizePcl(head)
    return pcl?.isInkjet === true && !pcl.startsWithReset
  },
  reader: { kind: 'stream', open: (tools) => new PclReader(tools, 'inkjet') },
}
