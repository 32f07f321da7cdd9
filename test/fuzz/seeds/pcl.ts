// PCL 5, PCL 3 and jobs in PJL: every group of commands, rows of every compression, macros, plots and patterns.
import { bytesOf, joinBytes } from '#help/build-pdf.ts'
import { type Seed, wholeSeed } from '../target.ts'

const ESC = '\x1b'
const UEL = '\x1b%-12345X'
/** Parts are commands each; broken apart they stay commands. */
const commands = (...parts: readonly (string | Uint8Array)[]): Seed => ({
  parts: parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part)),
  build: (all) => Buffer.concat(all),
})
const row = (prefix: string, ...bytes: number[]) =>
  joinBytes(`${ESC}*b${prefix}${bytes.length}W`, Uint8Array.from(bytes))

const monoPages = commands(
  `${ESC}E${ESC}&l2A${ESC}&l1S${ESC}&l3X`,
  `${ESC}&l0O${ESC}&l6D${ESC}&a5L${ESC}(10U${ESC}(s0p12h10V`,
  'a line of text\r\nanother\f',
  `${ESC}*t300R${ESC}*r0F${ESC}*p100x100Y${ESC}*r1A`,
  row('0m', 0xff, 0, 0xaa),
  row('1m', 3, 0x55, 0, 0xff),
  row('2m', 0xfe, 0x11, 2, 1, 2, 3),
  row('3m', 0x20, 1, 2, 0x04, 9),
  row('5m', 0, 0, 3, 0xff, 0, 0, 4, 0, 2, 5, 0, 4),
  row('9m', 0x85, 0xff, 1),
  `${ESC}*b40Y${ESC}*rB`,
  `${ESC}*c300a200b0P${ESC}*c50G${ESC}*c2P${ESC}*v0N${ESC}*v1O${ESC}*v2T`,
  `${ESC}&f7Y${ESC}&f0Xmacro text${ESC}*c9a9b0P${ESC}&f1X${ESC}&f2X${ESC}&f3X${ESC}&f4X${ESC}&f8X`,
  `${ESC}&f0S${ESC}&a100H${ESC}&a-10v+5R${ESC}&f1S`,
  `\f${ESC}&l0H${ESC}E`,
)

const colorPages = commands(
  `${ESC}E${ESC}*r-3U${ESC}*v1S`,
  joinBytes(`${ESC}*v6W`, Uint8Array.of(0, 3, 0, 8, 8, 8)),
  `${ESC}*v255a0b0c7I${ESC}*v7S${ESC}*r100s3T${ESC}*t4H${ESC}*r3A`,
  row('0m', 255, 0, 0, 255, 255, 255),
  row('2m', 0xfd, 0, 2, 9, 9, 9),
  row('3m', 0x60, 1, 2, 3, 4),
  `${ESC}*rC`,
  joinBytes(`${ESC}*v6W`, Uint8Array.of(0, 1, 3, 8, 8, 8)),
  `${ESC}*r3U${ESC}*r1A`,
  joinBytes(
    `${ESC}*b0m2V`,
    Uint8Array.of(1, 2),
    '2V',
    Uint8Array.of(3, 4),
    '2W',
    Uint8Array.of(5, 6),
  ),
  `${ESC}*rB${ESC}*p0P${ESC}*p1P${ESC}&p3I${ESC}&p1C${ESC}*t1J`,
  joinBytes(
    `${ESC}*c5G${ESC}*c20W`,
    Uint8Array.of(1, 0, 8, 0, 0, 2, 0, 4, 0, 75, 0, 75),
    Buffer.alloc(8, 3),
  ),
  `${ESC}*c4Q${ESC}*v4T${ESC}*c10a10b4P`,
  `${ESC}%0BIN;SP1;PU0,0;PD100,100,200,0;CO"x";NP4;PC1,255,0,0;SP1;CI50;LBtext\x03;PE<>=5;FT10,50;RR9,9;SP0;${ESC}%0A`,
  `${ESC}&p5X${ESC}*!\f${ESC}E`,
)

const inkjet = commands(
  `${ESC}*rbC${ESC}&l1H${ESC}&l26A${ESC}*o1M${ESC}*t300R`,
  joinBytes(
    `${ESC}*g26W`,
    Uint8Array.of(2, 4),
    ...[2, 2, 2, 2].map((n) => Uint8Array.of(1, 44, 1, 44, 0, n)),
  ),
  `${ESC}*r24S${ESC}*r1A`,
  joinBytes(
    `${ESC}*b2m2v`,
    Uint8Array.of(0xff, 1),
    '2v',
    Uint8Array.of(1, 7, 8),
    '3v',
    Uint8Array.of(0, 1, 2),
    '1w',
    Uint8Array.of(0),
  ),
  `${ESC}*b5y0m`,
  row('9m', 0x40, 0x12, 3, 4, 5),
  joinBytes(`${ESC}*g12W`, Uint8Array.of(6, 0, 0, 1, 1, 44, 1, 44, 10, 0, 24, 1)),
  row('10m', 0x80, 0x11, 0x22, 0x33, 0x44, 0x55),
  `${ESC}*rC\f${ESC}*rbC`,
)
const inkPlanes = commands(
  `${ESC}&l2A${ESC}*t150R${ESC}*r-4U${ESC}*r16S${ESC}*r1A`,
  row('v0m', 1, 0),
  joinBytes(
    `${ESC}*b2V`,
    Uint8Array.of(0, 0),
    `${ESC}*b2V`,
    Uint8Array.of(9, 0),
    `${ESC}*b2V`,
    Uint8Array.of(0, 0),
    `${ESC}*b2W`,
    Uint8Array.of(0, 255),
  ),
  `${ESC}*rbC\f`,
)

const pjlHead = `${UEL}@PJL COMMENT x\r\n@PJL SET COPIES=2\r\n@PJL SET DUPLEX = ON\r\n`
const enter = (language: string) => `@PJL ENTER LANGUAGE=${language}\r\n`
const postscript = '%!PS-Adobe-3.0\n%%Pages: 1\n%%Page: 1 1\nshowpage\n%%EOF\n'

export const PCL_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  pcl5: [monoPages, colorPages],
  pcl3: [inkjet, inkPlanes],
  pjl: [
    commands(pjlHead, enter('PCL'), Buffer.concat(monoPages.parts.slice(0, 5)), UEL),
    commands(
      pjlHead,
      '@PJL SET RENDERMODE=GRAYSCALE\r\n',
      enter('POSTSCRIPT'),
      postscript,
      UEL,
      UEL,
    ),
    commands(
      `${UEL}@PJL JOB NAME="a"\r\n`,
      enter('PCL'),
      `${ESC}Etext\f${ESC}E`,
      `${UEL}@PJL SET QTY=3\r\n`,
      enter('POSTSCRIPT'),
      postscript,
      `${UEL}@PJL EOJ\r\n${UEL}`,
    ),
    wholeSeed(
      bytesOf(`@PJL SET LPARM:PCL COPIES=99999\n@PJL ENTER LANGUAGE = TEXT\nplain\n${UEL}`),
    ),
  ],
}
