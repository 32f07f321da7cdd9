/** What operators and color spaces show; one small page each. */
import { describe } from 'vitest'
import { makeStream } from '#help/build-pdf.ts'
import { objects, red, square, table } from '#help/judge-pdf.ts'

describe('operators', () => {
  table([
    { what: 'nothing at all', content: '', verdict: 'mono' },
    { what: 'red square', content: `${red} ${square}`, verdict: 'color' },
    { what: 'red set, gray painted', content: `${red} 0 g ${square}`, verdict: 'mono' },
    { what: 'red stroke', content: '1 0 0 RG 0 0 m 9 9 l S', verdict: 'color' },
    { what: 'red stroke color, filled', content: `1 0 0 RG ${square}`, verdict: 'mono' },
    { what: 'color restored away', content: `q ${red} Q ${square}`, verdict: 'mono' },
    {
      what: 'color outside what Q restored',
      content: `q Q ${red} q 0 g Q ${square}`,
      verdict: 'color',
    },
    { what: 'more Q than q', content: `Q Q Q ${red} ${square}`, verdict: 'color' },
    { what: 'cyan ink', content: `1 0 0 0 k ${square}`, verdict: 'color' },
    { what: 'black ink', content: `0 0 0 1 k ${square}`, verdict: 'mono' },
    { what: 'off page', content: `${red} 500 500 10 10 re f`, verdict: 'mono' },
    {
      what: 'moved onto the page',
      content: `1 0 0 1 -450 -450 cm ${red} 500 500 10 10 re f`,
      verdict: 'color',
    },
    { what: 'clipped away', content: `0 0 5 5 re W n ${red} ${square}`, verdict: 'mono' },
    { what: 'clip restored', content: `q 0 0 5 5 re W n Q ${red} ${square}`, verdict: 'color' },
    { what: 'covered by white', content: `${red} ${square} 1 g 0 0 200 300 re f`, verdict: 'mono' },
    { what: 'covered in part', content: `${red} ${square} 1 g 0 0 30 300 re f`, verdict: 'color' },
    {
      what: 'covered through a clip that is too small',
      content: `${red} ${square} 0 0 20 20 re W n 1 g 0 0 200 300 re f`,
      verdict: 'color',
    },
    {
      what: 'covered by white of four lines',
      content: `${red} ${square} 1 g 0 0 m 90 0 l 90 90 l 0 90 l h f`,
      verdict: 'mono',
    },
    {
      what: 'perhaps covered by a white shape',
      content: `${red} ${square} 1 g 0 0 m 200 0 l 0 300 l f`,
      verdict: 'undecided',
    },
    {
      what: 'perhaps covered through a clip that is no box',
      content: `${red} ${square} 0 0 m 200 0 l 0 300 l W n 1 g 0 0 200 300 re f`,
      verdict: 'undecided',
    },
    {
      what: 'line drawn again in black',
      content: '1 0 0 RG 10 10 m 90 10 l S 0 G 10 10 m 90 10 l S',
      verdict: 'undecided',
    },
    {
      what: 'inside a black frame',
      content: `${red} ${square} 0 0 99 99 re S`,
      verdict: 'color',
    },
    {
      what: 'somewhere in a clip that is no box',
      content: `0 0 m 200 0 l 0 300 l W n ${red} ${square}`,
      verdict: 'undecided',
    },
    {
      what: 'all over a clip that is no box',
      content: `0 0 m 200 0 l 0 300 l W n ${red} 0 0 200 300 re f`,
      verdict: 'color',
    },
    {
      what: 'beside a white shape',
      content: `${red} ${square} 1 g 20 0 m 200 0 l 20 300 l f`,
      verdict: 'color',
    },
    {
      what: 'cover of see-through white',
      content: `${red} ${square} /G gs 1 g 0 0 200 300 re f`,
      resources: '/ExtGState << /G << /ca 0.5 >> >>',
      verdict: 'color',
    },
    {
      what: 'color named by true and null',
      content: `true null ${red} ${square}`,
      verdict: 'color',
    },
    { what: 'numbers written badly', content: `1. -0 +.0 rg ${square}`, verdict: 'color' },
    { what: 'comment with an operator', content: `% ${red}\n ${square}`, verdict: 'mono' },
    { what: 'operator in a string', content: `(1 0 0 rg \\) ( ) ) Tj ${square}`, verdict: 'mono' },
  ])
})

describe('color spaces', () => {
  const spaces = (space: string) => `/ColorSpace << /X ${space} >>`
  const tint = (to: string) => `<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [${to}] /N 1 >>`
  const use = `/X cs 1 scn ${square}`
  table([
    {
      what: 'CalRGB',
      content: `/X cs 1 0 0 sc ${square}`,
      resources: spaces('[/CalRGB << /WhitePoint [1 1 1] >>]'),
      verdict: 'color',
    },
    {
      what: 'Lab, gray',
      content: `/X cs 50 0 0 sc ${square}`,
      resources: spaces('[/Lab << /WhitePoint [1 1 1] >>]'),
      verdict: 'mono',
    },
    {
      what: 'Lab, red',
      content: `/X cs 50 60 0 sc ${square}`,
      resources: spaces('[/Lab << /WhitePoint [1 1 1] >>]'),
      verdict: 'color',
    },
    { what: 'initial color of RGB', content: `/DeviceRGB cs ${square}`, verdict: 'mono' },
    {
      what: 'spot color that is red',
      content: use,
      resources: spaces(`[/Separation /Spot /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'color',
    },
    {
      what: 'spot color that is gray',
      content: use,
      resources: spaces(`[/Separation /Spot /DeviceRGB ${tint('.5 .5 .5')}]`),
      verdict: 'mono',
    },
    {
      what: 'spot color that nobody can read',
      content: use,
      resources: spaces('[/Separation /Spot /DeviceRGB << /FunctionType 9 /Domain [0 1] >>]'),
      verdict: 'undecided',
    },
    {
      what: 'black as a spot color',
      content: use,
      resources: spaces(`[/Separation /Black /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'mono',
    },
    {
      what: 'no ink',
      content: use,
      resources: spaces(`[/Separation /None /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'mono',
    },
    {
      what: 'calculator, two inks',
      content: `/X cs 1 0 scn ${square}`,
      resources: spaces('[/DeviceN [/A /B] /DeviceRGB 100 0 R]'),
      more: objects([
        100,
        makeStream(
          '{ exch 0.5 mul 0 3 -1 roll }',
          '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]',
        ),
      ]),
      verdict: 'color',
    },
    {
      what: 'ICC profile of three components',
      content: `/X cs 0 0 1 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([100, makeStream('', '/N 3')]),
      verdict: 'color',
    },
    {
      what: 'ICC profile of one component',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([100, makeStream('', '/N 1')]),
      verdict: 'mono',
    },
    {
      what: 'ICC profile of Lab, gray',
      content: `/X cs 50 0 0 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([
        100,
        makeStream(`${' '.repeat(16)}Lab `, '/N 3 /Range [0 100 -128 127 -128 127]'),
      ]),
      verdict: 'mono',
    },
    {
      what: 'palette entry that is red',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('[/Indexed /DeviceRGB 1 <000000ff0000>]'),
      verdict: 'color',
    },
    {
      what: 'palette entry that is black',
      content: `/X cs 0 sc ${square}`,
      resources: spaces('[/Indexed /DeviceRGB 1 <000000ff0000>]'),
      verdict: 'mono',
    },
    {
      what: 'a space that means itself',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('/X'),
      verdict: 'undecided',
    },
  ])
})
