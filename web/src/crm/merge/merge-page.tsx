import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { BackToCard } from '../back.tsx'
import { fieldsQuery, recordQuery } from '../queries.ts'
import { ChooseOther } from './choose-other.tsx'
import { MergeForm } from './merge-form.tsx'

const route = getRouteApi('/shell/records/$recordType/$recordId/merge')

/** Makes one record of two: first which is the other, then what stays of each. */
export function MergePage() {
  const { t } = useTranslation('crm')
  const { recordType, recordId } = route.useParams()
  const { with: otherId } = route.useSearch()
  const navigate = route.useNavigate()
  const record = useQuery(recordQuery(recordType, recordId))
  const other = useQuery({ ...recordQuery(recordType, otherId ?? 0), enabled: otherId !== undefined })
  const fields = useQuery(fieldsQuery(recordType))
  const error = record.error ?? other.error ?? fields.error
  const choose = (id: number | undefined) => navigate({ search: { with: id } })
  return (
    <Page
      title={t('merge.title', { title: record.data?.title ?? '' })}
      above={record.data && <BackToCard record={record.data} />}
    >
      {error && <ErrorState error={error} />}
      {!error && (!record.data || !fields.data) && <Loading />}
      {record.data && otherId === undefined && <ChooseOther record={record.data} onChoose={choose} />}
      {otherId !== undefined && other.isPending && !error && <Loading />}
      {record.data && other.data && fields.data && otherId !== undefined && (
        <MergeForm
          key={otherId}
          records={[record.data, other.data]}
          fields={fields.data}
          onBack={() => choose(undefined)}
        />
      )}
    </Page>
  )
}
