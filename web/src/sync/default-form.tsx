import { Alert, Button, Select, Stack, Text } from '@mantine/core'
import { UsersIcon } from '@phosphor-icons/react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { ErrorState } from '../ui/states.tsx'
import { DefaultBehaviour } from './default-behaviour.tsx'
import {
  type Behaviour,
  behaviourOf,
  type DefaultField,
  isSet,
  missingIn,
  nothingSet,
  sameBehaviour,
} from './default-draft.ts'
import type { Defaults } from './defaults-query.ts'
import { useDefaultsSave } from './use-defaults-save.ts'

interface DefaultFormProps {
  readonly connectionId: number
  readonly defaults: Defaults
  readonly fieldKey: string | undefined
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

export function DefaultForm(props: DefaultFormProps) {
  const { t } = useTranslation(['defaults', 'sync', 'ui'])
  const { connectionId, defaults, fieldKey, onChanged } = props
  const [begun] = useState(() => defaults.fields.find(({ key }) => key === fieldKey))
  const [chosen, setChosen] = useState(fieldKey)
  const [behaviour, setBehaviour] = useState(begun ? behaviourOf(begun) : nothingSet)
  const [checked, setChecked] = useState(false)
  const save = useDefaultsSave(connectionId, defaults, props.onSaved)
  const field = defaults.fields.find(({ key }) => key === chosen)
  const changed = chosen !== fieldKey || !sameBehaviour(behaviour, begun ? behaviourOf(begun) : nothingSet)
  useEffect(() => onChanged(changed), [changed, onChanged])
  const choose = (key: string | null) => {
    const next = defaults.fields.find((one) => one.key === key)
    setChosen(next?.key)
    setBehaviour(next ? behaviourOf(next) : nothingSet)
    setChecked(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (field && !missingIn(field, behaviour)) save.save({ key: field.key, behaviour })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select
          label={t('sync:mapping.erpField')}
          description={field?.help}
          withAsterisk
          searchable
          disabled={fieldKey !== undefined}
          data-autofocus={fieldKey === undefined || undefined}
          nothingFoundMessage={t('ui:list.nothingFound')}
          placeholder={t('choose')}
          error={checked && !field ? t('choose') : undefined}
          data={defaults.fields
            .filter((one) => one.key === fieldKey || one.key === chosen || !isSet(one))
            .map(({ key, label }) => ({ value: key, label }))}
          value={chosen ?? null}
          onChange={choose}
        />
        {field && <Synchronised field={field} />}
        {field && (
          <DefaultBehaviour
            connectionId={connectionId}
            field={field}
            behaviour={behaviour}
            checked={checked}
            fault={save.faults.get(field.key)}
            onChange={setBehaviour}
          />
        )}
        {save.overtaken ? (
          <Overtaken busy={save.reloading} onReload={() => save.reload()} />
        ) : (
          save.error && <ErrorState error={save.error} />
        )}
        {field && begun && <Theirs field={field} begun={begun} />}
        <DialogFooter>
          <Button variant="default" onClick={props.onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={save.saving} disabled={save.overtaken}>
            {t('ok')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}

function Synchronised({ field }: { readonly field: DefaultField }) {
  const { t } = useTranslation('defaults')
  const { crmName } = useSession()
  if (field.crmField === null) return null
  return (
    <Text size="sm" c="dimmed">
      {t('synchronised.text', { crm: crmName, field: field.crmField })}
    </Text>
  )
}

function Overtaken({ busy, onReload }: { readonly busy: boolean; readonly onReload: () => void }) {
  const { t } = useTranslation('defaults')
  return (
    <Alert color="amber" role="alert" icon={<UsersIcon aria-hidden />} title={t('overtaken.title')}>
      <Stack gap="sm" align="flex-start">
        {t('overtaken.text')}
        <Button size="xs" variant="default" loading={busy} onClick={onReload}>
          {t('overtaken.reload')}
        </Button>
      </Stack>
    </Alert>
  )
}

/** What somebody else made of this very field, since this form was begun. */
function Theirs({ field, begun }: { readonly field: DefaultField; readonly begun: Behaviour }) {
  const { t } = useTranslation(['defaults', 'ui'])
  if (sameBehaviour(behaviourOf(field), behaviourOf({ ...field, ...begun }))) return null
  const said = [
    field.hasDefault && t('theirs.value', { text: field.text }),
    field.askUser && t('ask'),
    field.mandatory && t('mandatory.column'),
  ].filter(Boolean)
  return (
    <Alert color="amber" icon={<UsersIcon aria-hidden />} title={t('theirs')}>
      {said.length > 0 ? said.join(' · ') : t('theirs.nothing')}
    </Alert>
  )
}
