// Refuses to go on with a Node that cannot run this project, in one readable sentence.
// Plain JavaScript on purpose: an older Node must be able to read it.
const wanted = 24
const found = Number.parseInt(process.versions.node, 10)

if (found < wanted) {
  const pinned = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-x64', 'darwin-arm64']
  const here = `${process.platform}-${process.arch}`
  const cure = pinned.includes(here)
    ? 'run it through npm (`npm start`, `npm test`) after `npm ci`: npm brings Node 24 along as an optional package; if that was left out, run `npm ci --include=optional`'
    : `no Node ${wanted} is pinned for ${here}: install Node ${wanted} or newer from nodejs.org and try again`
  process.stderr.write(
    `spoolgate needs Node ${wanted} or newer and was started with ${process.versions.node}.\n${cure}.\n`,
  )
  process.exit(2)
}
