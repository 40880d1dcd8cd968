import { Button, Stack, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import {
  beginField,
  bodyOf,
  changedParts,
  type FieldDraft,
  type Lacking,
  lackingIn,
  onTopOf,
} from './field-draft.ts'
import { FieldOvertaken } from './field-overtaken.tsx'
import { FieldTypeInputs } from './field-type-inputs.tsx'
import { NameInputs } from './name-inputs.tsx'
import { type CustomField, customFieldsQuery, type RecordType } from './queries.ts'

interface FieldDialogProps {
  readonly recordType: RecordType
  /** undefined: a new one. */
  readonly field: CustomField | undefined
  readonly onSaved: (id: number) => void
  readonly onClose: () => void
}

/** Defines or changes a user-defined field. */
export function FieldDialog({ recordType, field, onSaved, onClose }: FieldDialogProps) {
  const { t } = useTranslation('fields')
  const record = t(`recordType.${recordType}`)
  return (
    <DraftDialog size={620} title={t(field ? 'editField' : 'addField', { record })} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <FieldForm
          recordType={recordType}
          field={field}
          onChanged={onChanged}
          onSaved={(id) => {
            onSaved(id)
            onClose()
          }}
          onCancel={onLeave}
        />
      )}
    </DraftDialog>
  )
}

interface FieldFormProps extends Pick<FieldDialogProps, 'recordType' | 'field' | 'onSaved'> {
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
}

function FieldForm({ recordType, field, onChanged, onSaved, onCancel }: FieldFormProps) {
  const { t } = useTranslation(['fields', 'ui'])
  const [begun, setBegun] = useState(() => beginField(field))
  const [draft, setDraft] = useState(begun)
  const [checked, setChecked] = useState(false)
  const form = useFieldSave(recordType, field, (id) => {
    onChanged(false)
    onSaved(id)
  })
  const changed = changedParts(begun, draft).length > 0
  const goOn = (theirs: CustomField) => {
    setDraft(onTopOf(begun, draft, beginField(theirs)))
    setBegun(beginField(theirs))
  }
  useEffect(() => onChanged(changed), [changed, onChanged])
  const lacking: ReadonlySet<Lacking> = checked ? lackingIn(draft) : new Set()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (lackingIn(draft).size === 0) form.save.mutate(draft)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameInputs
          names={draft.label}
          autoFocus
          error={form.faults.get('label') ?? (lacking.has('label') ? t('name.missing') : undefined)}
          onChange={(label) => setDraft({ ...draft, label })}
        />
        <FieldTypeInputs
          field={field}
          draft={draft}
          errorOf={(at) => form.faults.get(at) ?? (lacking.has(at) ? t(`missing.${at}`) : undefined)}
          onChange={setDraft}
        />
        <Textarea
          label={t('help.nl')}
          description={t('help.text')}
          maxLength={100}
          autosize
          value={draft.help.nl}
          onChange={(event) => setDraft({ ...draft, help: { ...draft.help, nl: event.currentTarget.value } })}
        />
        <Textarea
          label={t('help.en')}
          placeholder={draft.help.nl}
          maxLength={100}
          autosize
          value={draft.help.en}
          onChange={(event) => setDraft({ ...draft, help: { ...draft.help, en: event.currentTarget.value } })}
        />
        {field && form.overtaken ? (
          <FieldOvertaken
            field={field}
            busy={form.reload.isPending}
            onGoOn={() => form.reload.mutate(undefined, { onSuccess: (theirs) => theirs && goOn(theirs) })}
          />
        ) : (
          form.save.error && form.faults.size === 0 && <ErrorState error={form.save.error} />
        )}
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={form.save.isPending} disabled={form.overtaken}>
            {t('ok')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}

function useFieldSave(recordType: RecordType, field: CustomField | undefined, onSaved: (id: number) => void) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const [version, setVersion] = useState(field?.version ?? 0)
  const save = useMutation({
    mutationFn: (draft: FieldDraft) =>
      field
        ? api('PUT /custom-fields/{id}', { params: { id: field.id }, json: { version, ...bodyOf(draft) } })
        : api('POST /custom-fields', { json: { recordType, ...bodyOf(draft) } }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['customFields'] })
      notifyDone(t('saved'))
      onSaved(id)
    },
  })
  const reload = useMutation({
    mutationFn: async () => {
      const all = await queries.fetchQuery({ ...customFieldsQuery, staleTime: 0 })
      return all.find(({ id }) => id === field?.id)
    },
    onSuccess: (theirs) => {
      setVersion(theirs?.version ?? version)
      save.reset()
    },
  })
  const problem = save.error instanceof ApiError ? save.error.problem : undefined
  return {
    save,
    reload,
    overtaken: problem?.code === 'fieldChanged',
    faults: new Map(problem?.faults.map(({ at = '', title }) => [at, title] as const)),
  }
}
