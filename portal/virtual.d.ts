/** What the bundler makes for the browser (infra/portal): paths without their schemas, messages as trees, the look. */
declare module 'virtual:paths' {
  import type { Route, RouteName } from '#shared/contracts/api.ts'
  /** Method, path and roles of every row of ROUTES; the schemas stay at home. */
  export const PATHS: Readonly<
    Record<RouteName, readonly [Route['method'], string, Route['roles']]>
  >
}

declare module 'virtual:languages' {
  import type { MessageFormatElement } from 'react-intl'
  export interface LanguagePack {
    readonly messages: Readonly<Record<string, MessageFormatElement[]>>
    /** Cloudscape's own words, by namespace, component and key. */
    readonly kit: Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<string, never>>>>>
    >
  }
  /** By language tag, each a chunk of its own. */
  export const LANGUAGE_PACKS: Readonly<Record<string, () => Promise<{ default: LanguagePack }>>>
  /** By tag and subject: the files in `messages/<tag>/later`. */
  export const LATER_WORDS: Readonly<
    Record<string, Readonly<Record<string, () => Promise<{ default: LanguagePack['messages'] }>>>>
  >
}

declare module 'virtual:theme.css' {}
