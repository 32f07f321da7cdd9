/** Puts a version in force after a question; an older one is the way back. */
import { useWrite } from '../../data.ts'
import { useText } from '../../language.tsx'
import { useConfirm } from '../../parts/confirm.tsx'
import { useNotices } from '../../parts/notices.tsx'

export interface Activation {
  readonly isPending: boolean
  readonly error: Error | null
  activate(version: number): Promise<void>
}

export function useActivate(): Activation {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const write = useWrite('activateRules', {
    touches: ['showRules', 'listRulesVersions', 'showRulesVersion'],
    onDone: ({ version }) =>
      notices.add({ type: 'success', text: t('rules.activated', { version }) }),
  })
  return {
    isPending: write.isPending,
    error: write.error,
    activate: async (version) => {
      const yes = await confirm({
        title: t('rules.activate.title', { version }),
        text: t('rules.activate.text'),
        action: t('rules.activate'),
      })
      if (yes) write.mutate({ params: { version: String(version) } })
    },
  }
}
