/** One frame for our few pages: plain HTML, own style, no scripts, readable in any browser and by any reader. */
import type { RawReply } from '../../middleware/call.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --paper: #fff; --line: #d8dee4; --accent: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --quiet: #9aa4af; --paper: #14171b; --line: #30363d; --accent: #8ab4f8 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem }
h1 { font-size: 2.25rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.02em }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; overflow-wrap: anywhere }
.lead { font-size: 1.2rem; color: var(--quiet); margin: 0 0 2rem }
.quiet { color: var(--quiet) }
a { color: var(--accent); text-underline-offset: .2em }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
ol, ul { padding-left: 1.25rem }
code { font: .9em ui-monospace, monospace }
dl { margin: 0 } dt { color: var(--quiet) } dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
`

export function makePage(title: string, main: string): RawReply {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`
  return { raw: true, status: 200, contentType: 'text/html; charset=utf-8', body }
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
