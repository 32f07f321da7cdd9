// Whether CUPS is on this machine, and how it gets there.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'

/** Enough for a private cupsd and for `lp`; no filters, no system services beyond what the packages bring. */
const PACKAGES = ['cups-daemon', 'cups-client']
const INSTALL_TIMEOUT_MS = 10 * 60_000

export function hasCups(): boolean {
  return ['/usr/sbin/cupsd', '/usr/lib/cups/daemon/cups-exec', '/usr/bin/lp'].every(isExecutable)
}

/** One sentence for somebody who has no CUPS. */
export function howToGetCups(): string {
  if (existsSync('/usr/bin/apt-get')) {
    return `install ${PACKAGES.join(' and ')} as root (apt-get install --no-install-recommends ${PACKAGES.join(' ')}), or start with --with-cups as root`
  }
  return process.platform === 'darwin'
    ? 'macOS has CUPS, but its cupsd cannot run privately: use a Linux machine or container'
    : 'install the packages of your system that bring /usr/sbin/cupsd and lp'
}

/** Installs the packages with apt-get. Resolves to null when CUPS is there, else to the reason in one sentence. */
export async function installCups(tell: (line: string) => void): Promise<string | null> {
  if (hasCups()) return null
  if (!existsSync('/usr/bin/apt-get')) return howToGetCups()
  if (process.getuid?.() !== 0) return `only root can install packages: ${howToGetCups()}`
  tell(`installing ${PACKAGES.join(' and ')} …`)
  const installed =
    (await runAptGet(['install', '-y', '--no-install-recommends', ...PACKAGES])) ||
    ((await runAptGet(['update'])) &&
      (await runAptGet(['install', '-y', '--no-install-recommends', ...PACKAGES])))
  return installed && hasCups() ? null : `apt-get could not install it: ${howToGetCups()}`
}

function runAptGet(args: readonly string[]): Promise<boolean> {
  const child = spawn('/usr/bin/apt-get', ['-qq', ...args], {
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_TIMEOUT_MS,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' },
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
