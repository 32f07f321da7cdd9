// Small whole documents of printer languages: PJL, PCL, PCL XL, HP-GL/2, ESC/P and labels, for the fuzzer.
import {
  bytesFrom,
  deltaRow,
  ESC,
  imageData,
  PJL_END,
  packBits,
  payload,
  pjlJob,
  planeRow,
  RESET,
  startRaster,
  UEL,
} from '#help/build-pcl.ts'
import { byteArray, byteValue, wordValue, xlStream } from '#help/build-pclxl.ts'
import { ATTRIBUTE, OPERATOR } from '#shared/spool/pclxl/tokens.ts'

const gray = [9, 9, 9, 9, 9, 9, 200, 200, 200, 1, 2, 3]
const red = [9, 9, 9, 9, 9, 9, 200, 0, 0, 1, 2, 3]

const text = bytesFrom(
  `${RESET}${ESC}&l26a1s2x0O${ESC}&l8D${ESC}&k2G${ESC}&s0C${ESC}(19U${ESC}(s1p12v0s3b4148T`,
  payload(')s', 'W', [0, 64, 1, 2, 3]),
  `${ESC}&a10R${ESC}*p300x400Yline\r\nline\r\n${ESC}&p3X`,
  Uint8Array.from([1, 12, 27]),
  `${ESC}*c90a9b2P${ESC}&f0S${ESC}&a+3R${ESC}&f1S${ESC}Y\x0c${ESC}Z\f`,
)
const macros = bytesFrom(
  `${RESET}${ESC}&f1Y${ESC}&f0X${ESC}*r3U${ESC}*v1Sred${ESC}&f1X${ESC}&f1y4Xone\f`,
  `${ESC}&f2y0Xx\f${ESC}&f2y3X${ESC}&f1X${ESC}&f2y2X${ESC}&f5X`,
)
const plot = `${ESC}%0BIN;SP2;PU0,0;PD9,9,8,8;NP4;PC3,9,200,9;SP3;LBlabel\x03PE7:c__<=;PG;${ESC}%0A`
const planes = bytesFrom(
  RESET,
  startRaster(-3, 2),
  ...[0, 1, 2, 3].map((row) =>
    planeRow([packBits([row, 255, 255, 255, 0]), packBits([0, row, 7]), packBits([255, row])]),
  ),
  `${ESC}*b3m3Y`,
  planeRow([deltaRow([1, 2, 3], []), deltaRow([1, 0, 3], []), []]),
  `${ESC}*rC\f`,
)
const pixels = bytesFrom(
  RESET,
  imageData(0, 3, 8),
  `${ESC}*r4s2T${ESC}*r1A${ESC}*b2m`,
  bytesFrom(`${packBits(gray).length}w`, Uint8Array.from(packBits(gray))),
  bytesFrom(`9m${13}w`, 7, Uint8Array.from(red), '5m', `${15}W`, 0, 0, 12, Uint8Array.from(red)),
  `${ESC}*rB`,
  imageData(0, 1, 4),
  `${ESC}*v200a9b9c2I${ESC}*p0P${ESC}&p1i6C${ESC}*r1A`,
  payload('*b', 'W', [0x12, 0x21]),
  `${ESC}*rB\f`,
)

const inkjet = bytesFrom(
  `${ESC}*rbC${ESC}*t75R${ESC}&l26aolE${ESC}*o1d2Q${ESC}*r16s-4U${ESC}*r1A${ESC}*b9m2Y1v`,
  Uint8Array.from([0]),
  'vv2w',
  Uint8Array.from([7, 9]),
  `${ESC}*rbC${RESET}${ESC}&l0H`,
)
const configured = bytesFrom(
  `${ESC}*o1M`,
  payload(
    '*g',
    'W',
    [2, 4, 2, 88, 2, 88, 0, 2, 1, 44, 1, 44, 0, 4, 1, 44, 1, 44, 0, 4, 1, 44, 1, 44, 0, 4],
  ),
  `${ESC}*b2M`,
  planeRow(Array.from({ length: 8 }, (_, plane) => [0, plane])),
  `${ESC}*rC\f`,
  payload('*g', 'W', [6, 7, 0, 1, 1, 44, 1, 44, 10, 1, 32, 1]),
  `${ESC}*r1A`,
  payload('*b', 'W', [0x0b, 0x7f, 0, 1, 0x80, 0x20, 0xe2, 0x41, 0xff, 3]),
  `${ESC}*rC\f`,
)

const xl = xlStream('low')
  .op(OPERATOR.beginSession)
  .op(OPERATOR.beginStream, [ATTRIBUTE.streamName, byteArray([65])])
  .op(OPERATOR.readStream)
  .data(xlStream('low', { header: false }).op(OPERATOR.text).build())
  .op(OPERATOR.endStream)
  .op(
    OPERATOR.beginPage,
    [ATTRIBUTE.mediaSize, byteValue(2)],
    [ATTRIBUTE.duplexPageMode, byteValue(1)],
  )
  .op(OPERATOR.setColorSpace, [ATTRIBUTE.colorSpace, byteValue(2)])
  .op(OPERATOR.setBrushSource, [ATTRIBUTE.rgbColor, byteArray([9, 9, 200])])
  .op(OPERATOR.pushGs)
  .op(OPERATOR.execStream, [ATTRIBUTE.streamName, byteArray([65])])
  .op(OPERATOR.popGs)
for (const [mode, data] of [
  [0, [...gray, ...gray]],
  [1, packBits([...gray, ...red])],
  [3, [3, 0, ...deltaRow([9], []), 0, 0]],
  [2, [0xff, 0xd8, 0xff, 0xd9]],
] as const) {
  xl.op(
    OPERATOR.beginImage,
    [ATTRIBUTE.colorDepth, byteValue(2)],
    [ATTRIBUTE.sourceWidth, wordValue(3)],
    [ATTRIBUTE.sourceHeight, wordValue(2)],
  )
    .op(OPERATOR.readImage, [ATTRIBUTE.compressMode, byteValue(mode)])
    .data(data)
    .op(OPERATOR.endImage)
}
xl.op(OPERATOR.endPage, [ATTRIBUTE.pageCopies, wordValue(2)])
  .op(OPERATOR.beginPage)
  .op(OPERATOR.passThrough)
  .data(planes)
  .op(OPERATOR.endPage, [ATTRIBUTE.pageCopies, wordValue(1)])
  .op(OPERATOR.endSession)
const highByteFirst = xlStream('high')
  .op(OPERATOR.beginSession)
  .op(OPERATOR.beginPage)
  .op(OPERATOR.readFontHeader)
  .data([1, 2, 3])
  .op(OPERATOR.endPage, [ATTRIBUTE.pageCopies, wordValue(1, 'high')])
  .op(OPERATOR.endSession)

const dots = bytesFrom(
  `${ESC}@${ESC}C\x0a${ESC}r\x02${ESC}K\x02\x00`,
  Uint8Array.from([1, 2]),
  `${ESC}*\x27\x01\x00`,
  Uint8Array.from([1, 2, 3]),
  `${ESC}.\x01\x14\x14\x02\x10\x00`,
  Uint8Array.from([1, 12, 12, 255, 12]),
  `${ESC}i\x01\x00\x01\x02\x00\x01\x00`,
  Uint8Array.from([1, 2]),
  `${ESC}(U\x01\x00\x14${ESC}(V\x02\x00\x05\x00${ESC}D\x08\x00text\r\n\f`,
)
const frames = bytesFrom(
  `\x00\x00\x00${ESC}\x01@EJL 1284.4\n@EJL     \n${ESC}@${ESC}(R\x06\x00\x00ESCPR`,
  `${ESC}q\x09\x00\x00\x00setq`,
  new Uint8Array(9),
  `${ESC}p\x00\x00\x00\x00sttp${ESC}d\x0d\x00\x00\x00dsnd`,
  Uint8Array.from([0, 0, 0, 0, 0, 0, 6, 9, 9, 9, 200, 0, 0]),
  `${ESC}p\x01\x00\x00\x00endp\x00${ESC}j\x00\x00\x00\x00endj${ESC}@`,
)

export const PRINTER_SEEDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  pjl: [
    bytesFrom(pjlJob('PCL', text, 'JOB NAME="x"', 'SET COPIES=2', 'SET DUPLEX=ON'), PJL_END),
    bytesFrom(
      pjlJob('PCLXL', xl.build()),
      `${UEL}@PJL EOJ\n`,
      pjlJob('PCL3GUI', configured),
      PJL_END,
    ),
  ],
  pcl5: [text, macros, planes, pixels, bytesFrom(RESET, plot, '\f')],
  pcl3: [inkjet, configured],
  pclxl: [xl.build(), highByteFirst.build()],
  hpgl: [
    bytesFrom('IN;PS9999,8888;SP1;PU0,0;PD9,9;PA5,5;PC2,200,9,9;SP2;CI5;LBtext\x03;PG;SP0;'),
    bytesFrom(`${ESC}.(${ESC}.@;0:IN;SP3;PU;PA0,0;PD9,9;DT#,1;LBa#PE<=:C__;BP2,3;RP2;PG1;`),
  ],
  escp: [dots, frames],
  zpl: [
    bytesFrom(
      '^XA^PW812^LL1218^FO9,9^FDlabel^FS^GFB,3,3,1,',
      Uint8Array.from([1, 94, 3]),
      '^PQ3^XZ',
    ),
    bytesFrom('N\nq812\nA5,5,0,4,1,1,N,"x"\nGW9,9,1,3,', Uint8Array.from([10, 80, 49]), '\nP2,3\n'),
  ],
}
