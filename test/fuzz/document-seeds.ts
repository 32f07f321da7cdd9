// The whole documents that fuzzing starts from, by language.
import { LINE_SEEDS } from './seeds/lines.ts'
import { PACKAGE_SEEDS } from './seeds/packages.ts'
import { PCL_SEEDS } from './seeds/pcl.ts'
import { PCLXL_SEEDS } from './seeds/pclxl.ts'
import { GRAY_PDF_SEED } from './seeds/pdf.ts'
import { PICTURE_SEEDS } from './seeds/pictures.ts'
import { RASTER_SEEDS } from './seeds/rasters.ts'
import { SPOOL_SEEDS } from './spool-seeds.ts'
import { type Seed, wholeSeed } from './target.ts'

/** Whole documents of a language, or in a wrapper. */
export function documentSeeds(name: string): Seed[] {
  return [
    ...(SPOOL_SEEDS[name] ?? []).map(wholeSeed),
    ...(PACKAGE_SEEDS[name] ?? []),
    ...(PCL_SEEDS[name] ?? []),
    ...(LINE_SEEDS[name] ?? []),
    ...(PICTURE_SEEDS[name] ?? []),
    ...(RASTER_SEEDS[name] ?? []),
    ...(name === 'pclxl' ? PCLXL_SEEDS : []),
    ...(name === 'pdf' ? [GRAY_PDF_SEED] : []),
  ]
}
