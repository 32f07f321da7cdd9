// Plots, Epson's dots and labels: small languages of commands one after another.
import { bytesOf, joinBytes } from '#help/build-pdf.ts'
import { type Seed, wholeSeed } from '../target.ts'

const ESC = '\x1b'
const seed = (...parts: readonly (string | Uint8Array)[]): Seed => ({
  parts: parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part)),
  build: (all) => Buffer.concat(all),
})
const frame = (kind: string, name: string, ...bytes: number[]) =>
  joinBytes(`${ESC}${kind}`, Uint8Array.of(bytes.length, 0, 0, 0), name, Uint8Array.from(bytes))

export const LINE_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  hpgl: [
    seed(
      `${ESC}.@;1:${ESC}.I81;;17:IN;BP5,1;PS7650,10200;IP0,0,1000,1000;SC0,100,0,100;`,
      'NP8;PC1,0,0,0;PC2,255,0,0;CR0,255,0,255,0,255;SP1;PU10,10;PD20,20,30,10;PA;PR5,5;',
      'SI.2,.3;DI1,0;DT*;LBlabel text*DT\x03;LBmore\x03SL;CI5;AA0,0,45;AR1,1,9;EW5,0,90;WG5,0,90;',
      'PM0;PD9,9,8,8;PM2;FP;EP;FT3,10,45;RA50,50;EA60,60;RR5,5;ER1,1;UL1,9,1;LT2;PW.35,1;WU0;',
      'PE<7;=<5>:A?B;SV1,50;TR1;CF1,1;SD1,21;SS;SA;RO90;IW;DF;NR;PG1;',
      'SP2;PU0,0;PD99,99;RP3;PG;IN;SP0;PU;',
    ),
    wholeSeed(bytesOf('IN;SP1;PA0,0;PD100,0,100,100;SP2;CI20;PG;')),
  ],
  escp: [
    seed(
      `${ESC}@${ESC}2${ESC}3\x18${ESC}C\x42${ESC}x1${ESC}k\x02${ESC}D\x08\x10\0text line\r\n`,
      joinBytes(
        `${ESC}K`,
        Uint8Array.of(4, 0, 1, 2, 3, 4),
        `${ESC}*\x21`,
        Uint8Array.of(2, 0, 1, 2, 3, 4, 5, 6),
      ),
      joinBytes(`${ESC}^\0`, Uint8Array.of(1, 0, 9, 9), `${ESC}[g`, Uint8Array.of(3, 0, 0, 1, 2)),
      joinBytes(`${ESC}r\x01`, `${ESC}.\x01`, Uint8Array.of(10, 10, 2, 16, 0, 0xfd, 0x55)),
      joinBytes(`${ESC}i`, Uint8Array.of(2, 0, 1, 2, 0, 1, 0, 7, 7), `\r${ESC}J\x30\f`),
      joinBytes(`${ESC}(U`, Uint8Array.of(1, 0, 10), `${ESC}(C`, Uint8Array.of(2, 0, 0, 8)),
      joinBytes(`${ESC}(v`, Uint8Array.of(2, 0, 9, 0), `${ESC}(c`, Uint8Array.of(4, 0, 0, 0, 9, 9)),
      `more text\f${ESC}\x19R${ESC}@`,
    ),
    seed(
      `\0\0\0${ESC}\x01@EJL 1284.4\n@EJL     \n${ESC}@`,
      joinBytes(`${ESC}(R`, Uint8Array.of(6, 0, 0), 'ESCPR'),
      frame('q', 'setq', 0, 0, 0, 0, 0, 0, 0, 0, 0),
      frame('j', 'setj', ...Array(22).fill(0)),
      frame('p', 'sttp'),
      frame('d', 'dsnd', 0, 0, 0, 0, 1, 4, 0, 0xff, 255, 0, 0),
      frame('d', 'dsnd', 0, 0, 1, 0, 0, 6, 0, 9, 9, 9, 9, 9, 9),
      frame('p', 'endp', 0),
      frame('j', 'endj'),
      `${ESC}@`,
    ),
    seed(
      `${ESC}3\x18${ESC}J\x18`,
      joinBytes(`${ESC}L`, Uint8Array.of(2, 0, 7, 7)),
      `${ESC}A\x08text\f`,
    ),
  ],
  zpl: [
    seed(
      '^XA^MNY^LH0,0^PQ1^XZ',
      '^XA^FO50,50^ADN,36,20^FDHello^FS^GB100,100,3^FS^PQ5,0,1,Y^XZ',
      joinBytes('^XA^FO1,1^GFB,8,8,2,', Uint8Array.of(1, 0x5e, 3, 0x7e, 5, 6, 7, 8), '^FS^XZ'),
      joinBytes('~DYR:A,B,G,4,2,', Uint8Array.of(0x5e, 0x58, 0x5a, 0)),
      '^XA^DFR:A.ZPL^FS^FN1^XZ^XA^XFR:A.ZPL^FN1^FDx^FS^XZ^CC+^XA+CC^+XA+FDy+FS+XZ',
      '~DGR:B.GRF,4,2,AABBCCDD^XA^XGR:B.GRF,1,1^FS^XZ',
    ),
    seed(
      'N\nq812\nQ203,24\nA50,50,0,3,1,1,N,"Text"\n',
      joinBytes('GW10,10,2,2,', Uint8Array.of(0x50, 0x31, 0x0a, 0xff), '\n'),
      'B10,10,0,1,2,4,60,B,"123"\nLO1,1,9,9\nP2,3\n',
      'N\r\nA1,1,0,1,1,1,N,"x"\r\nP1\r\nPA5\r\n',
    ),
  ],
  text: [
    wholeSeed(bytesOf('a line of text\n'.repeat(70))),
    wholeSeed(bytesOf('\fa\tb\r\n\b\b_')),
    wholeSeed(Buffer.from(`\ufeff${'Ünïcode 日本語 🙂 '.repeat(40)}`)),
  ],
}
