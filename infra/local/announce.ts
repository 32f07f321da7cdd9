// What `npm start` says when it is ready: one line of JSON for programs, a short page for people.
import { DEMO_SITE, DEMO_TENANTS } from './demo/demo-people.ts'
import { secretsOf } from './demo/seed.ts'
import type { Product } from './product.ts'

/** The ready line of `--json`. */
export function makeReadyLine(product: Product): string {
  const { demo, site } = product
  return JSON.stringify({
    ready: true,
    portal: `${product.api}/`,
    api: product.api,
    partner: demo === null ? null : demo.secrets.partner,
    tenants:
      demo === null
        ? []
        : DEMO_TENANTS.map(({ slug, name }) => {
            const { id, adminToken, users, admins } = secretsOf(demo.secrets, slug)
            return { id, slug, name, adminToken, users, admins }
          }),
    sites:
      demo === null || site === null
        ? []
        : [
            {
              tenantId: demo.seeded.tenantId,
              siteId: demo.seeded.siteId,
              connectorId: site.connectorId,
              spooler: site.spooler,
              printers: site.printers,
              cupsServer: site.cupsServer,
              ippUri: site.ippUri,
              printedDir: site.printedFolder,
              connectorPid: site.connectorPid,
            },
          ],
    /** One file per e-mail. */
    mailDir: product.folder('mail'),
    notes: product.notes,
  })
}

/** A few lines for a terminal. */
export function makeWelcome(product: Product): string[] {
  const { demo, site } = product
  const lines = ['', `Spoolgate is ready: ${product.api}/`]
  if (demo !== null) {
    const { slug, name } = DEMO_TENANTS.find((tenant) => tenant.slug === DEMO_SITE.tenantSlug)!
    const { id, adminToken, admins, users } = secretsOf(demo.secrets, slug)
    lines.push(
      '',
      `  sign in at ${product.api}/auth/sign-in as`,
      ...[...admins, ...users.slice(0, 1)].map(
        ({ username, password }) => `    ${username}, password ${password}`,
      ),
      `  ${name}'s jobs:`,
      `    curl -H "Authorization: Bearer ${adminToken}" ${product.api}/v1/tenants/${id}/jobs`,
    )
  }
  if (site !== null) {
    lines.push(
      '  print:',
      `    ${site.printCommand('alice', 'FILE.pdf').join(' ')}`,
      `  what reached the printer: ${site.printedFolder}`,
    )
  }
  for (const note of product.notes) lines.push('', `  note: ${note}`)
  lines.push('', '  Ctrl-C stops everything.', '')
  return lines
}
