/** A user's profile: who it is, what holds for the printing, and which account pays. */
import type { PersonRole } from '#shared/contracts/credentials.ts'
import type { SelectionMode } from '#shared/contracts/decision.ts'
import type { User, UserPatch } from '#shared/contracts/user.ts'
import { mayCall } from '../api.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { EXAMPLE_ACCOUNT } from '../parts/account-id.ts'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { changesOf } from '../parts/changes.ts'
import {
  CheckField,
  ChoiceField,
  fieldError,
  MoneyField,
  SaveBar,
  TextField,
  useDraft,
} from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Card } from '../parts/page.tsx'
import { readGroups } from '../parts/scope-field.tsx'
import { isSplit, SplitField } from '../parts/split-field.tsx'
import { useSession } from '../session.tsx'

type Shown = Omit<User, 'balance' | 'overdraft'>

export const makeNobody = (username: string): Shown => ({
  username,
  fullName: '',
  email: '',
  groups: [],
  restricted: true,
  ownOverdraft: null,
  disabled: false,
  exempt: false,
  costRatePercent: 100,
  selection: 'automatic',
  defaultAccount: null,
  split: null,
  role: 'user',
})

/** As the contract has them; its own lists would bring a schema library along. */
const ROLES = Object.keys({
  admin: 0,
  'rule-editor': 0,
  operator: 0,
  helpdesk: 0,
  billing: 0,
  auditor: 0,
  user: 0,
} satisfies Record<PersonRole, 0>) as PersonRole[]
const SELECTIONS = Object.keys({
  automatic: 0,
  confirm: 0,
  list: 0,
  pin: 0,
  manager: 0,
} satisfies Record<SelectionMode, 0>) as SelectionMode[]
const RATE_LIMIT = 1_000

interface Typed extends Omit<Shown, 'username' | 'groups' | 'ownOverdraft' | 'defaultAccount'> {
  /** Parted by commas. */
  readonly groups: string
  /** As typed; nothing: the organization's counts. */
  readonly overdraft: string
  readonly defaultAccount: string
}

export function UserProfile({ user, isNew }: { user: Shown; isNew: boolean }) {
  const t = useText()
  const { me, currency } = useSession()
  const notices = useNotices()
  const { username } = user
  const stored = typedOf(user)
  const draft = useDraft<Typed>(stored)
  const touches = ['showUser', 'listUsers', 'listGroups', 'listMembers', 'showAccount'] as const
  const done = (undo?: () => Promise<unknown>) => {
    draft.reset()
    notices.add({ type: 'success', text: t('user.saved'), ...(undo === undefined ? {} : { undo }) })
  }
  const put = useWrite('putUser', { touches, onDone: () => done() })
  const patch = useWrite('patchUser', {
    touches,
    onDone: (_, { body }) => {
      const before = pickKeys(bodyOf(stored), Object.keys(body))
      done(() => patch.mutateAsync({ params: { username }, body: before }))
    },
  })
  const write = isNew ? put : patch
  const { value, set } = draft
  const errorOf = (path: string) => fieldError(write.error, path)
  const params = { username }
  const whole = bodyOf(value)
  const changed = changesOf(bodyOf(stored), whole)
  const save = () =>
    isNew ? put.mutate({ params, body: whole }) : patch.mutate({ params, body: changed })
  return (
    <Card title={t('user.profile')}>
      <div className="stack">
        <TextField
          label={t('user.fullName')}
          value={value.fullName}
          error={errorOf('fullName')}
          onChange={(fullName) => set({ fullName })}
        />
        <TextField
          label={t('user.email')}
          type="email"
          value={value.email}
          error={errorOf('email')}
          onChange={(email) => set({ email })}
        />
        <TextField
          label={t('user.groups')}
          description={t('user.groups.text')}
          value={value.groups}
          error={errorOf('groups')}
          onChange={(groups) => set({ groups })}
        />
        <ChoiceField
          label={t('user.role')}
          description={t('user.role.text')}
          value={value.role}
          choices={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(role) => set({ role })}
        />
        <h3 className="form-part">{t('user.printing')}</h3>
        <CheckField
          label={t('user.restricted')}
          description={t('user.restricted.text')}
          value={value.restricted}
          onChange={(restricted) => set({ restricted })}
        />
        <MoneyField
          label={t('user.overdraft')}
          description={t('user.overdraft.text')}
          value={value.overdraft}
          currency={currency}
          error={errorOf('overdraft')}
          onChange={(overdraft) => set({ overdraft })}
        />
        <NumberField
          label={t('user.rate')}
          description={t('user.rate.text')}
          value={value.costRatePercent}
          least={0}
          most={RATE_LIMIT}
          places={2}
          unit="%"
          error={errorOf('costRatePercent')}
          onChange={(rate) => set({ costRatePercent: rate ?? Number.NaN })}
        />
        <CheckField
          label={t('user.exempt')}
          description={t('user.exempt.text')}
          value={value.exempt}
          onChange={(exempt) => set({ exempt })}
        />
        <CheckField
          label={t('user.disabled.label')}
          description={t('user.disabled.text')}
          value={value.disabled}
          onChange={(disabled) => set({ disabled })}
        />
        <h3 className="form-part">{t('user.paying')}</h3>
        <ChoiceField
          label={t('user.selection')}
          value={value.selection}
          choices={SELECTIONS.map((mode) => ({
            value: mode,
            label: t(`selection.${mode}`),
            description: t(`selection.${mode}.text`),
          }))}
          onChange={(selection) => set({ selection })}
        />
        <TextField
          label={t('user.defaultAccount')}
          description={t('user.defaultAccount.text')}
          placeholder={EXAMPLE_ACCOUNT}
          value={value.defaultAccount}
          error={errorOf('defaultAccount')}
          onChange={(defaultAccount) => set({ defaultAccount })}
        />
        <SplitField
          value={value.split}
          error={errorOf('split')}
          onChange={(split) => set({ split })}
        />
        {mayCall(me.role, 'putUser') ? (
          <SaveBar
            draft={isNew ? { ...draft, isChanged: true } : draft}
            saving={write.isPending}
            error={write.error}
            valid={isValid(value)}
            onSave={save}
            more={
              isNew ? (
                <ApiCall name="putUser" request={{ params, body: whole }} />
              ) : (
                <ApiCall name="patchUser" request={{ params, body: changed }} />
              )
            }
          />
        ) : null}
      </div>
    </Card>
  )
}

const typedOf = ({ username: _, groups, ownOverdraft, defaultAccount, ...rest }: Shown): Typed => ({
  fullName: rest.fullName,
  email: rest.email,
  groups: groups.join(', '),
  overdraft: ownOverdraft ?? '',
  restricted: rest.restricted,
  disabled: rest.disabled,
  exempt: rest.exempt,
  costRatePercent: rest.costRatePercent,
  selection: rest.selection,
  defaultAccount: defaultAccount ?? '',
  split: rest.split,
  role: rest.role,
})

const bodyOf = (typed: Typed) =>
  ({
    ...typed,
    overdraft: typed.overdraft === '' ? null : (readAmount(typed.overdraft) ?? typed.overdraft),
    groups: readGroups(typed.groups),
    defaultAccount: typed.defaultAccount.trim() === '' ? null : typed.defaultAccount.trim(),
  }) satisfies UserPatch

const isValid = ({ overdraft, costRatePercent, split }: Typed): boolean =>
  (overdraft === '' || readAmount(overdraft) !== null) &&
  !Number.isNaN(costRatePercent) &&
  isSplit(split)

const pickKeys = (body: UserPatch, keys: readonly string[]): UserPatch =>
  Object.fromEntries(Object.entries(body).filter(([key]) => keys.includes(key)))
