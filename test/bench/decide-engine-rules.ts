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

/** Ten kinds of rule, five of each with other numbers; about one in ten matches the job that is decided. */
const KINDS: readonly ((step: number) => Translated)[] = [
  (step) => ({
    cel: `job.counted && job.pages > ${40 + step} && job.color`,
    cedar: `context.pages > ${40 + step} && context.color`,
    json: { all: [is('pages', 'greaterThan', 40 + step), is('color', 'equal', true)] },
  }),
  (step) => ({
    cel: `"group-${step * 5}" in user.groups && !job.duplex`,
    cedar: `principal in Group::"group-${step * 5}" && !context.duplex`,
    json: { all: [is('groups', 'contains', `group-${step * 5}`), is('duplex', 'equal', false)] },
  }),
  (step) => ({
    cel: `job.counted && job.cost > ${5 + step}.0`,
    cedar: `context.cost > ${(5 + step) * 10_000}`,
    json: { all: [is('cost', 'greaterThan', (5 + step) * 10_000)] },
  }),
  (step) => ({
    cel: `printer.queue == "office-${step}" || printer.queue == "lab-${step}"`,
    cedar: `context.queue == "office-${step}" || context.queue == "lab-${step}"`,
    json: { any: [is('queue', 'equal', `office-${step}`), is('queue', 'equal', `lab-${step}`)] },
  }),
  (step) => ({
    cel: `time.hour < ${2 + step} || time.hour > ${19 + (step % 4)}`,
    cedar: `context.hour < ${2 + step} || context.hour > ${19 + (step % 4)}`,
    json: { any: [is('hour', 'lessThan', 2 + step), is('hour', 'greaterThan', 19 + (step % 4))] },
  }),
  (step) => ({
    cel: `job.copies >= ${10 + step} && job.counted && job.sides > ${100 * step}`,
    cedar: `context.copies >= ${10 + step} && context.sides > ${100 * step}`,
    json: {
      all: [
        is('copies', 'greaterThanInclusive', 10 + step),
        is('sides', 'greaterThan', 100 * step),
      ],
    },
  }),
  (step) => ({
    cel: `job.language == "postscript" && job.bytes > ${step}000000`,
    cedar: `context.language == "postscript" && context.bytes > ${step}000000`,
    json: {
      all: [is('language', 'equal', 'postscript'), is('bytes', 'greaterThan', step * 1_000_000)],
    },
  }),
  (step) => ({
    cel: `user.restricted && account.balance < ${step}.0 && job.counted && job.color`,
    cedar: `context.restricted && context.balance < ${step * 10_000} && context.color`,
    json: {
      all: [
        is('restricted', 'equal', true),
        is('balance', 'lessThan', step * 10_000),
        is('color', 'equal', true),
      ],
    },
  }),
  (step) => ({
    cel: `job.counted && job.sheets > ${20 + step} && !job.duplex && time.weekday < 6`,
    cedar: `context.sheets > ${20 + step} && !context.duplex && context.weekday < 6`,
    json: {
      all: [
        is('sheets', 'greaterThan', 20 + step),
        is('duplex', 'equal', false),
        is('weekday', 'lessThan', 6),
      ],
    },
  }),
  (step) => ({
    cel: `printer.colorMode == "page" && job.counted && job.colorSides > ${step}`,
    cedar: `context.colorMode == "page" && context.colorSides > ${step}`,
    json: {
      all: [is('colorMode', 'equal', 'page'), is('colorSides', 'greaterThan', step)],
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
