import { Alert, Button, Group, Stack } from '@mantine/core'
import { InfoIcon, PencilSimpleIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { mayChange, useSession } from '../api/session.ts'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { TextLink } from '../ui/links.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { baseOf, bodyOf } from './company-value.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { begin, changes, type Draft, isChanged } from './draft.ts'
import { Duplicates } from './duplicates.tsx'
import { erpHints } from './erp-hints.ts'
import { FieldValues } from './field-values.tsx'
import { FormActions } from './form-actions.tsx'
import { type CrmField, type CrmRecord, erpTabQuery } from './queries.ts'
import { RecordForm } from './record-form.tsx'
import { Sections } from './sections.tsx'
import { useRecordForm } from './use-record-form.ts'

interface DetailsProps {
  readonly record: CrmRecord
  readonly fields: readonly CrmField[]
}

interface CardDetailsProps extends DetailsProps {
  /** The field that somebody came to change. */
  readonly editAtOnce?: string | undefined
}

/** The Details tab: the fields of a record, to read and to change. */
export function Details({ record, fields, editAtOnce }: CardDetailsProps) {
  const form = useRecordForm(fields)
  const [wrote, setWrote] = useState(false)
  const session = useSession()
  const edit = () => {
    setWrote(true)
    form.start(begin(baseOf(record)))
  }
  const [toEdit, setToEdit] = useState(editAtOnce)
  useEffect(() => {
    if (toEdit === undefined || !mayChange(session) || record.deletedAt !== null) return
    setToEdit(undefined)
    edit()
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-field="${CSS.escape(toEdit)}"]`)?.focus(),
    )
  })
  if (!form.draft) return <Reading record={record} fields={fields} wrote={wrote} onEdit={edit} />
  return <Writing record={record} fields={fields} form={form} draft={form.draft} />
}

interface ReadingProps extends DetailsProps {
  /** Back from writing: the focus returns to where it came from. */
  readonly wrote: boolean
  readonly onEdit: () => void
}

function Reading({ record, fields, wrote, onEdit }: ReadingProps) {
  const { t } = useTranslation('ui')
  const session = useSession()
  return (
    <Stack>
      {mayChange(session) && record.deletedAt === null && (
        <Group justify="flex-end">
          <Button
            variant="default"
            leftSection={<PencilSimpleIcon aria-hidden />}
            autoFocus={wrote}
            onClick={onEdit}
          >
            {t('edit')}
          </Button>
        </Group>
      )}
      <Sections fields={fields}>
        {(own, section) => (
          <FieldValues fields={own} record={record}>
            {section === 'main' && record.recordType !== 'company' && <CompanyOf record={record} />}
          </FieldValues>
        )}
      </Sections>
    </Stack>
  )
}

function CompanyOf({ record }: { readonly record: CrmRecord }) {
  const { t } = useTranslation('crm')
  return (
    <>
      <dt>{t('column.company')}</dt>
      <dd>
        {record.company ? (
          <TextLink
            to="/records/$recordType/$recordId"
            params={{ recordType: 'company', recordId: record.company.id }}
            inherit
          >
            {record.company.name}
          </TextLink>
        ) : (
          '–'
        )}
      </dd>
    </>
  )
}

interface WritingProps extends DetailsProps {
  readonly form: ReturnType<typeof useRecordForm>
  readonly draft: Draft
}

function Writing({ record, fields, form, draft }: WritingProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const { data: erp } = useQuery(erpTabQuery(record.recordType, record.id))
  const [now, setNow] = useState<CrmRecord>()
  const save = useSave(record, form, setNow)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (form.check(draft)) save.mutate(draft)
  }
  const overtaken = record.version > draft.base.version
  return (
    <form onSubmit={submit} noValidate data-record-form>
      <Stack>
        <FormActions
          busy={save.isPending}
          changed={isChanged(draft)}
          onCancel={() => form.start(undefined)}
        />
        <Duplicates recordType={record.recordType} draft={draft} except={record.id} />
        {overtaken && !now && (
          <Alert color="amber" icon={<InfoIcon aria-hidden />} role="status">
            <Group justify="space-between">
              {t('overtaken.text', { who: record.updatedBy ?? t('conflict.somebody') })}
              <Button size="xs" variant="default" onClick={() => setNow(record)}>
                {t('overtaken.show')}
              </Button>
            </Group>
          </Alert>
        )}
        {save.error && form.errors.size === 0 && !now && <ErrorState error={save.error} />}
        <RecordForm
          fields={fields}
          draft={draft}
          errors={form.errors}
          faults={form.faults}
          hints={erpHints(erp, (connection) => t('erpHint', { connection }))}
          companyName={record.company?.name}
          onChange={form.change}
        />
      </Stack>
      <ConflictDialog
        draft={draft}
        now={now}
        fields={fields}
        onClose={() => setNow(undefined)}
        onSettled={(next) => {
          setNow(undefined)
          save.reset()
          form.start(next)
        }}
      />
      <LeaveGuard changed={isChanged(draft)} keptOnCard />
    </form>
  )
}

function useSave(
  record: CrmRecord,
  form: ReturnType<typeof useRecordForm>,
  onConflict: (now: CrmRecord) => void,
) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  const { recordType, id } = record
  return useMutation({
    mutationFn: async (draft: Draft) => {
      if (!isChanged(draft)) return record
      return await api('PATCH /records/{recordType}/{id}', {
        params: { recordType, id },
        json: { version: draft.base.version, ...bodyOf(changes(draft)) },
      })
    },
    onSuccess: async (saved) => {
      queries.setQueryData(['records', recordType, id], saved)
      form.start(undefined)
      notifyDone(t('saved'))
      await queries.invalidateQueries({ queryKey: ['records', recordType, 'list'] })
    },
    onError: (error) => {
      const current =
        error instanceof ApiError && error.problem.code === 'recordChanged' && error.problem.current
      if (current) onConflict(current as CrmRecord)
      else form.refused(error)
    },
  })
}
