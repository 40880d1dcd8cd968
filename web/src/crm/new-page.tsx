import { Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { Page } from '../ui/page.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { bodyOf, companyKey } from './company-value.ts'
import { begin, type Draft, isChanged } from './draft.ts'
import { Duplicates } from './duplicates.tsx'
import { FormActions } from './form-actions.tsx'
import { type CrmField, fieldsQuery, type RecordType, recordQuery } from './queries.ts'
import { RecordForm } from './record-form.tsx'
import { useRecordForm } from './use-record-form.ts'

const route = getRouteApi('/shell/records/$recordType/new')

/** Adds a company, person or project. */
export function NewPage() {
  const { t } = useTranslation('crm')
  const { recordType } = route.useParams()
  const { companyId } = route.useSearch()
  const fields = useQuery(fieldsQuery(recordType))
  const company = useQuery({ ...recordQuery('company', companyId ?? 0), enabled: companyId !== undefined })
  const waiting = fields.isPending || (companyId !== undefined && company.isPending)
  return (
    <Page title={t(`new.${recordType}`)}>
      {waiting && <Loading />}
      {fields.error && <ErrorState error={fields.error} onRetry={fields.refetch} />}
      {fields.data && !waiting && (
        <NewForm
          key={recordType}
          recordType={recordType}
          fields={fields.data}
          company={company.data && { id: company.data.id, name: company.data.title }}
        />
      )}
    </Page>
  )
}

interface NewFormProps {
  readonly recordType: RecordType
  readonly fields: readonly CrmField[]
  readonly company: { readonly id: number; readonly name: string } | undefined
}

function NewForm({ recordType, fields, company }: NewFormProps) {
  const router = useRouter()
  const [blank] = useState(() => begin(blankRecord(recordType, fields, company?.id ?? null)))
  const form = useRecordForm(fields, blank)
  const { draft = blank } = form
  const create = useCreate(recordType, form)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (form.check(draft)) create.mutate(draft)
  }
  return (
    <form onSubmit={submit} noValidate data-record-form>
      <Stack>
        <FormActions
          busy={create.isPending}
          changed={isChanged(draft)}
          guarded
          onCancel={() => router.history.back()}
        />
        <Duplicates recordType={recordType} draft={draft} />
        {create.error && form.errors.size === 0 && <ErrorState error={create.error} />}
        <RecordForm
          fields={fields}
          draft={draft}
          errors={form.errors}
          faults={form.faults}
          companyName={company?.name}
          onChange={form.change}
        />
      </Stack>
      <LeaveGuard changed={isChanged(draft) && !create.isSuccess} />
    </form>
  )
}

function useCreate(recordType: RecordType, form: ReturnType<typeof useRecordForm>) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  const navigate = route.useNavigate()
  return useMutation({
    mutationFn: (draft: Draft) =>
      api('POST /records/{recordType}', { params: { recordType }, json: bodyOf(given(draft)) }),
    onSuccess: (record) => {
      queries.setQueryData(['records', recordType, record.id], record)
      void queries.invalidateQueries({ queryKey: ['records', recordType, 'list'] })
      notifyDone(t('added'))
      // Saved is saved: the guard against leaving has nothing left to protect.
      void navigate({
        to: '/records/$recordType/$recordId',
        params: { recordType, recordId: record.id },
        replace: true,
        ignoreBlocker: true,
      })
    },
    onError: (error) => form.refused(error),
  })
}

function blankRecord(recordType: RecordType, fields: readonly CrmField[], companyId: number | null) {
  const values = fields.map((field) => [field.key, field.type === 'checkbox' ? false : null] as const)
  const company = recordType === 'company' ? {} : { [companyKey]: companyId }
  return { version: 0, values: { ...Object.fromEntries(values), ...company } }
}

function given({ values }: Draft) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
