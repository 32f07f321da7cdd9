/** One stack of a template: resolves its intrinsic functions, so that what comes out are plain values. */
import { assert, Problem } from '#shared/contracts/problem.ts'
import { isKnownType, type Physical, type Places, physicalOf } from './resource-types.ts'

export interface Resource {
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  /** With every intrinsic function resolved. */
  readonly properties: Readonly<Record<string, unknown>>
  /** What `Ref` and `Fn::GetAtt` say of it. */
  readonly physical: Physical
}

interface RawResource {
  readonly Type: string
  readonly Properties?: Record<string, unknown>
  readonly Condition?: string
}

export interface RawTemplate {
  readonly Resources?: Record<string, RawResource>
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>
  readonly Parameters?: Record<string, { Default?: unknown }>
  readonly Conditions?: Record<string, unknown>
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>
}

/** Stands for a property that is not there. */
const NO_VALUE = Symbol('AWS::NoValue')

/** One stack; `exports` is shared by all of them. Throws Problem `resource-type-unknown`. */
export class StackScope {
  readonly #stack: string
  readonly #template: RawTemplate
  readonly #places: Places
  readonly #exports: Map<string, () => unknown>
  readonly #physicals = new Map<string, Physical>()

  constructor(
    stack: string,
    template: RawTemplate,
    places: Places,
    exports: Map<string, () => unknown>,
  ) {
    this.#stack = stack
    this.#template = template
    this.#places = places
    this.#exports = exports
    for (const [logicalId, { Type }] of Object.entries(template.Resources ?? {})) {
      if (!isKnownType(Type)) {
        throw new Problem(
          'resource-type-unknown',
          `\`${Type}\` (\`${logicalId}\` in \`${stack}\`) has no counterpart in infra/local`,
        )
      }
    }
  }

  announceExports(): void {
    for (const { Value, Export } of Object.values(this.#template.Outputs ?? {})) {
      if (Export === undefined) continue
      this.#exports.set(String(this.#resolve(Export.Name)), () => this.#resolve(Value))
    }
  }

  outputs(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.#template.Outputs ?? {}).map(([name, { Value }]) => [
        name,
        this.#resolve(Value),
      ]),
    )
  }

  resources(): Resource[] {
    return Object.entries(this.#template.Resources ?? {})
      .filter(([, raw]) => raw.Condition === undefined || this.#holds(raw.Condition))
      .map(([logicalId, raw]) => ({
        stack: this.#stack,
        logicalId,
        type: raw.Type,
        properties: this.#resolve(raw.Properties ?? {}) as Record<string, unknown>,
        physical: this.#physical(logicalId),
      }))
  }

  #physical(logicalId: string): Physical {
    const known = this.#physicals.get(logicalId)
    if (known !== undefined) return known
    const raw = this.#template.Resources?.[logicalId]
    assert(raw !== undefined, `\`${logicalId}\` is in \`${this.#stack}\``)
    const physical = physicalOf(raw.Type, {
      stack: this.#stack,
      logicalId,
      places: this.#places,
      property: (name) => this.#resolve(raw.Properties?.[name]),
    })
    this.#physicals.set(logicalId, physical)
    return physical
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((each) => this.#resolve(each)).filter((each) => each !== NO_VALUE)
    }
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [first] = entries
    if (entries.length === 1 && first !== undefined && isIntrinsic(first[0])) {
      return this.#call(first[0], first[1])
    }
    return Object.fromEntries(
      entries
        .map(([key, each]) => [key, this.#resolve(each)] as const)
        .filter(([, each]) => each !== NO_VALUE),
    )
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument))
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = Array.isArray(argument)
          ? argument.map(String)
          : splitOnce(String(argument), '.')
        return this.#attribute(logicalId ?? '', attribute ?? '')
      }
      case 'Fn::Join': {
        const [separator, parts] = this.#resolve(argument) as [string, unknown[]]
        return parts.map(String).join(separator)
      }
      case 'Fn::Split': {
        const [separator, text] = this.#resolve(argument) as [string, string]
        return text.split(separator)
      }
      case 'Fn::Select': {
        const [index, list] = this.#resolve(argument) as [number | string, unknown[]]
        return list[Number(index)]
      }
      case 'Fn::Sub':
        return this.#substitute(argument)
      case 'Fn::ImportValue': {
        const exported = this.#exports.get(String(this.#resolve(argument)))
        assert(exported !== undefined, `\`${String(this.#resolve(argument))}\` is exported`)
        return exported()
      }
      case 'Fn::FindInMap': {
        const [map, key, field] = (this.#resolve(argument) as unknown[]).map(String)
        return this.#template.Mappings?.[map ?? '']?.[key ?? '']?.[field ?? '']
      }
      case 'Fn::If': {
        const [condition, yes, no] = argument as [string, unknown, unknown]
        return this.#resolve(this.#holds(condition) ? yes : no)
      }
      case 'Fn::Equals': {
        const [left, right] = this.#resolve(argument) as [unknown, unknown]
        return String(left) === String(right)
      }
      case 'Fn::Not':
        return !(this.#resolve(argument) as unknown[])[0]
      case 'Fn::And':
        return (this.#resolve(argument) as unknown[]).every(Boolean)
      case 'Fn::Or':
        return (this.#resolve(argument) as unknown[]).some(Boolean)
      case 'Condition':
        return this.#holds(String(argument))
      default:
        throw new Error(`fault: the template's \`${name}\` is one that we resolve`)
    }
  }

  #ref(name: string): unknown {
    const pseudo = PSEUDO_PARAMETERS.get(name)
    if (pseudo !== undefined) return pseudo
    if (name === 'AWS::StackName') return this.#stack
    if (name === 'AWS::StackId') return `arn:aws:cloudformation:local:stack/${this.#stack}`
    const parameter = this.#template.Parameters?.[name]
    return parameter === undefined ? this.#physical(name).ref : parameter.Default
  }

  #attribute(logicalId: string, attribute: string): unknown {
    const value = this.#physical(logicalId).attributes[attribute]
    assert(value !== undefined, `we know \`${attribute}\` of \`${logicalId}\``)
    return value
  }

  #substitute(argument: unknown): string {
    const [text, values] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ]
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`
      if (Object.hasOwn(values, name)) return String(this.#resolve(values[name]))
      const [logicalId, attribute] = splitOnce(name, '.')
      return String(
        attribute === undefined ? this.#ref(name) : this.#attribute(logicalId, attribute),
      )
    })
  }

  #holds(condition: string): boolean {
    const expression = this.#template.Conditions?.[condition]
    assert(expression !== undefined, `condition \`${condition}\` is in \`${this.#stack}\``)
    return this.#resolve(expression) === true
  }
}

/** Constants of a cloud that is one machine. */
const PSEUDO_PARAMETERS = new Map<string, unknown>([
  ['AWS::Region', 'us-east-1'],
  ['AWS::AccountId', '000000000000'],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::NoValue', NO_VALUE],
])

const isIntrinsic = (key: string): boolean =>
  key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}
