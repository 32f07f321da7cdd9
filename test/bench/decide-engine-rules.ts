// Fifty rules, said three times: in our own language, in Cedar and as json-rules-engine reads them.
import type { RuleProperties } from 'json-rules-engine'
import type { CustomRule } from '#shared/contracts/rules.ts'

/** One rule in three languages. */
interface Translated {
  readonly cel: string
  readonly cedar: string
  readonly json: RuleProperties['conditions']
}

const is = (fact: string, operator: string, value: unknown) => ({ fact, operator, value })

/** Ten kinds of rule as schools and companies write them, five of each with other numbers; about one in ten matches. */
const KINDS: readonly ((step: number) => Translated)[] = [
  // Long color jobs of pupils, in class hours.
  (step) => ({
    cel: `job.counted && job.pages > ${8 + step} && job.color && "pupils-${step}" in user.groups && time.hour >= 7 && time.hour < 17`,
    cedar: `context.pages > ${8 + step} && context.color && principal in Group::"pupils-${step}" && context.hour >= 7 && context.hour < 17`,
    json: {
      all: [
        is('pages', 'greaterThan', 8 + step),
        is('color', 'equal', true),
        is('groups', 'contains', `pupils-${step}`),
        is('hour', 'greaterThanInclusive', 7),
        is('hour', 'lessThan', 17),
      ],
    },
  }),
  // One-sided jobs of a group, on the printers of one floor.
  (step) => ({
    cel: `"group-${step * 5}" in user.groups && !job.duplex && job.copies < 5 && (printer.queue == "office" || printer.queue == "office-${step}")`,
    cedar: `principal in Group::"group-${step * 5}" && !context.duplex && context.copies < 5 && (context.queue == "office" || context.queue == "office-${step}")`,
    json: {
      all: [
        is('groups', 'contains', `group-${step * 5}`),
        is('duplex', 'equal', false),
        is('copies', 'lessThan', 5),
        { any: [is('queue', 'equal', 'office'), is('queue', 'equal', `office-${step}`)] },
      ],
    },
  }),
  // Dear jobs of people who have little left.
  (step) => ({
    cel: `job.counted && job.cost > ${5 + step}.0 && account.balance < ${20 + step}.0 && user.restricted && account.kind == "personal"`,
    cedar: `context.cost > ${(5 + step) * 10_000} && context.balance < ${(20 + step) * 10_000} && context.restricted && context.accountKind == "personal"`,
    json: {
      all: [
        is('cost', 'greaterThan', (5 + step) * 10_000),
        is('balance', 'lessThan', (20 + step) * 10_000),
        is('restricted', 'equal', true),
        is('accountKind', 'equal', 'personal'),
      ],
    },
  }),
  // Printers that are closed to all but their group.
  (step) => ({
    cel: `(printer.queue == "lab-${step}" || printer.queue == "art-${step}" || printer.queue == "plans-${step}") && !("lab-staff-${step}" in user.groups)`,
    cedar: `(context.queue == "lab-${step}" || context.queue == "art-${step}" || context.queue == "plans-${step}") && !(principal in Group::"lab-staff-${step}")`,
    json: {
      all: [
        {
          any: [
            is('queue', 'equal', `lab-${step}`),
            is('queue', 'equal', `art-${step}`),
            is('queue', 'equal', `plans-${step}`),
          ],
        },
        is('groups', 'doesNotContain', `lab-staff-${step}`),
      ],
    },
  }),
  // Nights and weekends.
  (step) => ({
    cel: `(time.hour < ${2 + step} || time.hour > ${19 + (step % 4)} || time.weekday > 5) && job.counted && job.sides > ${50 + step} && user.known`,
    cedar: `(context.hour < ${2 + step} || context.hour > ${19 + (step % 4)} || context.weekday > 5) && context.sides > ${50 + step} && context.known`,
    json: {
      all: [
        {
          any: [
            is('hour', 'lessThan', 2 + step),
            is('hour', 'greaterThan', 19 + (step % 4)),
            is('weekday', 'greaterThan', 5),
          ],
        },
        is('sides', 'greaterThan', 50 + step),
        is('known', 'equal', true),
      ],
    },
  }),
  // Many copies belong to the copy shop.
  (step) => ({
    cel: `job.copies >= ${10 + step} && job.counted && job.sides > ${100 * step} && !job.color && printer.colorMode != "grayscale"`,
    cedar: `context.copies >= ${10 + step} && context.sides > ${100 * step} && !context.color && context.colorMode != "grayscale"`,
    json: {
      all: [
        is('copies', 'greaterThanInclusive', 10 + step),
        is('sides', 'greaterThan', 100 * step),
        is('color', 'equal', false),
        is('colorMode', 'notEqual', 'grayscale'),
      ],
    },
  }),
  // Large files in languages that are slow to print.
  (step) => ({
    cel: `(job.language == "postscript" || job.language == "xps") && job.bytes > ${step}000000 && job.documents == 1 && job.copies > 1`,
    cedar: `(context.language == "postscript" || context.language == "xps") && context.bytes > ${step}000000 && context.documents == 1 && context.copies > 1`,
    json: {
      all: [
        { any: [is('language', 'equal', 'postscript'), is('language', 'equal', 'xps')] },
        is('bytes', 'greaterThan', step * 1_000_000),
        is('documents', 'equal', 1),
        is('copies', 'greaterThan', 1),
      ],
    },
  }),
  // Color for those with hardly any money.
  (step) => ({
    cel: `user.restricted && account.balance < ${step}.0 && job.counted && job.color && job.colorSides > ${step} && !("teachers-${step}" in user.groups)`,
    cedar: `context.restricted && context.balance < ${step * 10_000} && context.color && context.colorSides > ${step} && !(principal in Group::"teachers-${step}")`,
    json: {
      all: [
        is('restricted', 'equal', true),
        is('balance', 'lessThan', step * 10_000),
        is('color', 'equal', true),
        is('colorSides', 'greaterThan', step),
        is('groups', 'doesNotContain', `teachers-${step}`),
      ],
    },
  }),
  // Paper that could be saved.
  (step) => ({
    cel: `job.counted && job.sheets > ${30 + step} && !job.duplex && time.weekday < 6 && user.known && job.pages > 1`,
    cedar: `context.sheets > ${30 + step} && !context.duplex && context.weekday < 6 && context.known && context.pages > 1`,
    json: {
      all: [
        is('sheets', 'greaterThan', 30 + step),
        is('duplex', 'equal', false),
        is('weekday', 'lessThan', 6),
        is('known', 'equal', true),
        is('pages', 'greaterThan', 1),
      ],
    },
  }),
  // Jobs of which nobody knows for sure whose they are.
  (step) => ({
    cel: `!job.authenticated && printer.colorMode == "page" && job.counted && job.colorSides > ${4 + step} && !job.grayscale`,
    cedar: `!context.authenticated && context.colorMode == "page" && context.colorSides > ${4 + step} && !context.grayscale`,
    json: {
      all: [
        is('authenticated', 'equal', false),
        is('colorMode', 'equal', 'page'),
        is('colorSides', 'greaterThan', 4 + step),
        is('grayscale', 'equal', false),
      ],
    },
  }),
]
const OF_EACH = 5

const TRANSLATED = Array.from({ length: OF_EACH }, (_, step) =>
  KINDS.map((translate) => translate(step)),
).flat()

export const CEL_RULES: readonly CustomRule[] = TRANSLATED.map(({ cel }, index) => ({
  id: `rule-${index}`,
  when: cel,
  // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data and never awaited
  then: [{ do: 'comment', text: `matched ${index}` }],
}))

export const CEDAR_POLICIES: Readonly<Record<string, string>> = Object.fromEntries([
  ['everyone', 'permit(principal, action, resource);'],
  ...TRANSLATED.map(({ cedar }, index) => [
    `rule-${index}`,
    `forbid(principal, action, resource) when { ${cedar} };`,
  ]),
])

export const JSON_RULES: readonly RuleProperties[] = TRANSLATED.map(({ json }, index) => ({
  name: `rule-${index}`,
  conditions: json,
  event: { type: `rule-${index}` },
}))
