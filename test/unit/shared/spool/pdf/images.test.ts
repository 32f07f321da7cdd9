/** What images and their masks show; one small page each. */
import { readFileSync } from 'node:fs'
import { describe } from 'vitest'
import { makeFlateStream, makeStream } from '#help/build-pdf.ts'
import { objects, red, square, table } from '#help/judge-pdf.ts'

describe('images', () => {
  const draw = 'q 100 0 0 100 10 10 cm /I Do Q'
  const resources = '/XObject << /I 100 0 R >>'
  const image = (data: Uint8Array, entries: string) =>
    objects([
      100,
      makeFlateStream(data, `/Type /XObject /Subtype /Image /Width 2 /Height 2 ${entries}`),
    ])
  const rgb = '/ColorSpace /DeviceRGB /BitsPerComponent 8'
  const gray12 = new Uint8Array(12).fill(90)
  const oneRed = Uint8Array.from([...gray12.slice(0, 9), 255, 0, 0])
  const masked = (samples: readonly number[]) =>
    objects(
      [100, makeFlateStream(oneRed, `/Subtype /Image /Width 2 /Height 2 ${rgb} /SMask 101 0 R`)],
      [
        101,
        makeFlateStream(
          Uint8Array.from(samples),
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
        ),
      ],
    )
  table([
    { what: 'RGB, all gray', content: draw, resources, more: image(gray12, rgb), verdict: 'mono' },
    {
      what: 'RGB, one red pixel',
      content: draw,
      resources,
      more: image(oneRed, rgb),
      verdict: 'color',
    },
    {
      what: 'behind a mask that only a JPEG decoder can read',
      content: draw,
      resources,
      more: objects(
        [100, makeFlateStream(oneRed, `/Subtype /Image /Width 2 /Height 2 ${rgb} /SMask 101 0 R`)],
        [
          101,
          makeStream(
            'no JPEG',
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode',
          ),
        ],
      ),
      verdict: 'undecided',
    },
    {
      what: 'one red pixel behind a finer mask',
      content: draw,
      resources,
      more: objects(
        [
          100,
          makeFlateStream(
            Uint8Array.of(255, 0, 0),
            `/Subtype /Image /Width 1 /Height 1 ${rgb} /SMask 101 0 R`,
          ),
        ],
        [
          101,
          makeFlateStream(
            Uint8Array.of(0, 0, 0, 255),
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
          ),
        ],
      ),
      verdict: 'color',
    },
    ...[
      {
        what: 'a color JPEG behind a mask that hides it',
        sample: 0,
        verdict: 'undecided' as const,
      },
      { what: 'a color JPEG behind a mask that shows it', sample: 255, verdict: 'color' as const },
    ].map(({ what, sample, verdict }) => ({
      what,
      content: draw,
      resources,
      more: objects(
        [
          100,
          makeStream(
            readFileSync('test/cases/spool/color.jpg'),
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /SMask 101 0 R',
          ),
        ],
        [
          101,
          makeFlateStream(
            Uint8Array.of(sample),
            '/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
          ),
        ],
      ),
      verdict,
    })),
    { what: 'not drawn', content: '', resources, more: image(oneRed, rgb), verdict: 'mono' },
    {
      what: 'drawn off the page',
      content: `1 0 0 1 900 0 cm ${draw}`,
      resources,
      more: image(oneRed, rgb),
      verdict: 'mono',
    },
    {
      what: 'the red pixel is transparent',
      content: draw,
      resources,
      more: masked([255, 255, 255, 0]),
      verdict: 'mono',
    },
    {
      what: 'the red pixel shows through',
      content: draw,
      resources,
      more: masked([0, 0, 0, 255]),
      verdict: 'color',
    },
    {
      what: 'the red pixel is keyed out',
      content: draw,
      resources,
      more: image(oneRed, `${rgb} /Mask [255 255 0 0 0 0]`),
      verdict: 'mono',
    },
    {
      what: 'palette, red unused',
      content: draw,
      resources,
      more: image(
        Uint8Array.of(0, 0),
        '/ColorSpace [/Indexed /DeviceRGB 1 <000000ff0000>] /BitsPerComponent 1',
      ),
      verdict: 'mono',
    },
    {
      what: 'palette, red used',
      content: draw,
      resources,
      more: image(
        Uint8Array.of(0, 0x40),
        '/ColorSpace [/Indexed /DeviceRGB 1 <000000ff0000>] /BitsPerComponent 1',
      ),
      verdict: 'color',
    },
    {
      what: 'CMYK, black only',
      content: draw,
      resources,
      more: image(
        Uint8Array.from([0, 0, 0, 9, 0, 0, 0, 99, 0, 0, 0, 199, 0, 0, 0, 0]),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8',
      ),
      verdict: 'mono',
    },
    {
      what: 'CMYK, cyan',
      content: draw,
      resources,
      more: image(
        new Uint8Array(16).fill(200, 4, 5),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8',
      ),
      verdict: 'color',
    },
    {
      what: 'CMYK inverted, black only',
      content: draw,
      resources,
      more: image(
        new Uint8Array(16).fill(255),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8 /Decode [1 0 1 0 1 0 1 0]',
      ),
      verdict: 'mono',
    },
    {
      what: 'stencil in red',
      content: `${red} ${draw}`,
      resources,
      more: image(Uint8Array.of(0, 0), '/ImageMask true /BitsPerComponent 1'),
      verdict: 'color',
    },
    {
      what: 'stencil in gray',
      content: draw,
      resources,
      more: image(Uint8Array.of(0, 0), '/ImageMask true /BitsPerComponent 1'),
      verdict: 'mono',
    },
    {
      what: 'JPEG 2000 of three components',
      content: draw,
      resources,
      more: objects([
        100,
        makeStream(
          'rubbish',
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /Filter /JPXDecode',
        ),
      ]),
      verdict: 'undecided',
    },
    {
      what: 'fax',
      content: draw,
      resources,
      more: objects([
        100,
        makeStream(
          'rubbish',
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode',
        ),
      ]),
      verdict: 'mono',
    },
    {
      what: 'a gray image over red',
      content: `${red} ${square} ${draw}`,
      resources,
      more: image(gray12, rgb),
      verdict: 'mono',
    },
    {
      what: 'inline, red',
      content: 'q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID \xff\x00\x00 EI Q',
      verdict: 'color',
    },
    {
      what: 'inline, gray, with EI inside its data',
      content: `q 9 0 0 9 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \nEI\n EI Q`,
      verdict: 'mono',
    },
    {
      what: 'inline, then red',
      content: `BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI ${red} ${square}`,
      verdict: 'color',
    },
  ])
})
