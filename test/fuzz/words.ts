// Words of each language: what a reader acts on, so that broken documents still say something.
import { wordsOf } from './target.ts'

const ESC = '\x1b'
const escaped = (text: string) =>
  text.split(' ').map((word) => Buffer.from(`${ESC}${word}`, 'latin1'))
const bytes = (...hex: string[]) => hex.map((digits) => Buffer.from(digits, 'hex'))

const XPS_WORDS = wordsOf(
  '<!DOCTYPE <![CDATA[ ]]> <!-- --> &amp; &#x41; &#xFFFFFFFF; /> </FixedPage> <FixedPage <PageContent Source="../x" ' +
    'Source="/Documents/1/Pages/1.fpage" <Path Fill="#FF0000" Fill="sc#1,1,0,0" ContextColor ImageSource="/a.png" <?xml xmlns="" ' +
    '<mc:AlternateContent> <mc:Choice Opacity="0" {StaticResource psk:TwoSidedLongEdge [0].piece [1].last.piece',
)

export const WORDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  pdf: wordsOf(
    'obj endobj stream endstream xref trailer startxref %%EOF null true R << >> [ ] /Length /Filter /FlateDecode /LZWDecode ' +
      '/RunLengthDecode /ASCII85Decode /ASCIIHexDecode /DCTDecode /JPXDecode /JBIG2Decode /CCITTFaxDecode /Crypt /Type /Pages ' +
      '/Page /Kids /Count /Parent /Resources /Contents /Prev /XRefStm /ObjStm /XRef /W /Index /Size /Root /Encrypt /First /N ' +
      '/Extends /Predictor /Columns /Colors /MediaBox /Rotate /UserUnit /Subtype /Form /Image /Width /Height /BitsPerComponent ' +
      '/ColorSpace /Indexed /ICCBased /Separation /DeviceN /Lab /Pattern /SMask /Mask /BM /Group /FunctionType /Functions ' +
      '/Bounds /Encode /Domain /Range /ShadingType /PatternType /XStep 1_0_R 2_0_R 100_0_R q Q cm re f S W n Do sh gs BI ID EI ' +
      'BT ET Tj TJ Tf scn SCN rg RG k K cs CS BDC EMC d0 d1 999999999 1_0_obj /A#20b <41> (\\) -2147483648',
  ).map((word) => Buffer.from(Buffer.from(word).toString().replaceAll('_', ' '))),
  postscript: wordsOf(
    '%!PS-Adobe-3.0 %%Pages: %%Page: %%EOF %%Trailer %%EndComments %%BeginDocument: %%EndDocument %%BeginData: %%EndData ' +
      '%%BeginBinary: %%EndBinary %%BeginFeature: %%EndFeature (atend) showpage copypage erasepage setrgbcolor setcmykcolor ' +
      'sethsbcolor setgray setcolorspace setpagedevice /NumCopies /Duplex /#copies def bind { } << >> [ ] ( ) < > <~ ~> ' +
      'repeat for forall loop exec run currentfile eexec image colorimage save restore %%BeginPageSetup %%DocumentMedia:',
  ),
  pcl5: escaped(
    'E 9 &l1X &l2A &l1S &l0H *rB *rC *r1A *r3U *r-4U *b3M *b0M *b9W *b32767W *b-5W *b5Y *b2147483647Y *v6W *v1S *c0P *c4P *c9999W ' +
      '&f0X &f1X &f2X &f3X &f4X &f5X &f0S &f1S %0B %1A %-12345X *t300R *p0X &p9X (s9W )s32767W *g26W *o1M &a9999999R *l0O *m9W',
  ),
  pclxl: [
    ...bytes(
      '43',
      '44',
      '41',
      '42',
      '5b',
      '5c',
      '5d',
      '5e',
      '5f',
      '60',
      '61',
      '63',
      '6a',
      '86',
      'a0',
      'a8',
      'b0',
      'b1',
      'b2',
    ),
    ...bytes(
      'b3',
      'b4',
      'b5',
      'bf',
      'fb05',
      'fa05000000',
      'faffffffff',
      'c1fffff86c',
      'c1fffff86b',
      'c005f865',
      'c000f864',
    ),
    ...bytes(
      'c2fffffffff863',
      'c8c1ffff',
      'c9c00141',
      'c000f862',
      'c001f803',
      'c0fff831',
      'c002f825',
      'd5',
      'e5',
    ),
    Buffer.from(`${ESC}%-12345X`),
  ],
  pcl3: escaped(
    '*rbC *rC *r1A *r-4U *r3U *b0m *b2m5W *b1V *b9Y *g26W *g12W *o1M *v6W &l1H E %-12345X *b10M *b3M',
  ),
  pjl: wordsOf(
    `${ESC}%-12345X @PJL ENTER LANGUAGE=PCL LANGUAGE=PCLXL LANGUAGE=POSTSCRIPT LANGUAGE=PDF LANGUAGE=AUTO LANGUAGE=NONE COPIES=2 ` +
      'COPIES=0 QTY=999999999 DUPLEX=ON RENDERMODE=GRAYSCALE EOJ JOB RESET SET DEFAULT LPARM:PCL %PDF-1.7 %!PS',
  ),
  'pwg-raster': bytes(
    '526153',
    '52615332',
    '50776752617374657200',
    '00000001',
    'ffffffff',
    '7fffffff',
    '80',
    '81',
    '7f',
    '0000',
  ),
  'cups-raster': bytes(
    '52615333',
    '33536152',
    '32536152',
    '52615374',
    '74536152',
    '00000002',
    '02000000',
    'ffffffff',
    '80',
    '81',
    '00',
  ),
  urf: bytes(
    '554e495241535400',
    '00000001',
    'ffffffff',
    '18',
    '20',
    '08',
    '80',
    '81',
    '7f',
    '00',
    '01',
    '03',
    '05',
    '06',
  ),
  xps: [
    ...XPS_WORDS,
    ...bytes(
      '504b0304',
      '504b0102',
      '504b0506',
      '504b0606',
      '504b0607',
      '504b0708',
      '0800',
      '00000000',
      'ffffffff',
    ),
  ],
  emfspool: bytes(
    '00000100',
    '01000000',
    '0c000000',
    '0d000000',
    '0e000000',
    '20454d46',
    '46000000',
    '454d462b',
    'ffffffff',
    '51000000',
    '2b000000',
    '25000000',
    '0e00000014000000',
  ),
  tiff: bytes(
    '49492a00',
    '4d4d002a',
    '49492b00',
    '0001',
    '0100',
    '0101',
    '0111',
    '0117',
    '0103',
    '0106',
    '0140',
    '014a',
    '015b',
    '0500',
    '0700',
    '0780',
    'ffffffff',
    '08000000',
  ),
  jpeg: bytes(
    'ffd8',
    'ffd9',
    'ffda',
    'ffc0',
    'ffc2',
    'ffc4',
    'ffdb',
    'ffdd',
    'ffd0',
    'ffee',
    'ffe1',
    'ffff',
    'ff00',
    'ffcc',
    'ffc9',
    '0000',
    '0002',
    '41646f6265',
  ),
  png: [
    ...wordsOf('IHDR IDAT IEND PLTE tRNS pHYs iCCP gAMA'),
    ...bytes('00000000', 'ffffffff', '7fffffff', '00000001', '789c'),
  ],
  text: [
    ...wordsOf('\x1bE ^XA %! IN;SP1; \u00ff\u00fe'),
    ...bytes('0c', '0a', '0d', '09', '08', '00', 'c0', 'f09f9982', 'efbbbf'),
  ],
  hpgl: wordsOf(
    'IN; SP1; PU; PD; PA PR PG; PE LB \x03 DT SC IP RP99999999 NP PC1, PM0; PM2; FP; BP; CI RO90; .5 -1 ;;; , \x1b.',
  ),
  escp: escaped('@ K * [ ( (R (U (C (v . i ^ J 3 C D \x19R r1 r2 (c X$ \x01@EJL q d p j'),
  zpl: wordsOf(
    '^XA ^XZ ^PQ99999999 ^PQ-1 ^PQ0 ^GFB,99999999,9,9, ^GFA ~DY ~DG ^DF ^XF ^CC ^CT ^FD ^FS ~JA P1 P99999,99999 N GW1,1,65535,65535, \n',
  ),
  gzip: bytes('1f8b08', '04', '08', '10', '02', 'ffff', '00000000', '03', 'ffffffff', '0100feff'),
}
