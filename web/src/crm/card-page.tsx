import { Badge, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core'
import { ArrowLeftIcon, LinkIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { InBin } from './bin.tsx'
import { CardActions } from './card-actions.tsx'
import classes from './card-page.module.css'
import { CompanyRecords } from './company-records.tsx'
import { Details } from './details.tsx'
import { HistoryTab } from './history-tab.tsx'
import { type CrmRecord, erpTabQuery, fieldsQuery, type RecordType, recordQuery } from './queries.ts'

const route = getRouteApi('/shell/records/$recordType/$recordId')
const later = ['persons', 'projects', 'erp', 'history'] as const
const tabs = ['details', ...later] as const

/** The card of one company, person or project. */
export function CardPage() {
  const { recordType, recordId } = route.useParams()
  // A card of its own for each record: what was typed on one is never saved on another.
  return <Card key={`${recordType} ${recordId}`} recordType={recordType} recordId={recordId} />
}

function Card({ recordType, recordId }: { readonly recordType: RecordType; readonly recordId: number }) {
  const record = useQuery(recordQuery(recordType, recordId))
  if (record.data) return <CardTabs record={record.data} />
  if (!record.error) return <CardSkeleton recordType={recordType} />
  if (record.error instanceof ApiError && record.error.problem.status === 404) return <NotFoundPage />
  return <ErrorState error={record.error} onRetry={record.refetch} />
}

function CardTabs({ record }: { readonly record: CrmRecord }) {
  const { recordType, id } = record
  const { t } = useTranslation('crm')
  const { tab = 'details', edit } = route.useSearch()
  const navigate = route.useNavigate()
  const { licences } = useSession().user
  const fields = useQuery(fieldsQuery(recordType))
  const { data: erp, isPending: erpPending } = useQuery(erpTabQuery(recordType, id))
  const { ErpTab } = route.useRouteContext().parts
  const ofCompany = recordType === 'company'
  const offered = {
    ...{ details: true, persons: ofCompany, projects: ofCompany, history: true },
    // It has its place from the beginning, so that no other tab moves under the mouse when the answer comes.
    erp: Boolean(erp) || (erpPending && licences.includes('erpSync')),
  }
  const shown = offered[tab] ? tab : 'details'
  const open = (next: string | null) =>
    navigate({
      search: { tab: later.find((one) => one === next) },
      replace: true,
      resetScroll: false,
    })
  return (
    <Page
      title={record.title}
      above={<BackToList recordType={recordType} />}
      aside={<Subtitle record={record} linked={erp?.connections.some(({ link }) => link) ?? false} />}
      actions={<CardActions record={record} />}
    >
      <InBin record={record} />
      <Tabs value={shown} onChange={open} keepMounted={false}>
        <Tabs.List
          mb="md"
          className={classes.tabs ?? ''}
          aria-label={t('tab.label', { title: record.title })}
        >
          {tabs.map(
            (one) =>
              offered[one] && (
                <Tabs.Tab key={one} value={one}>
                  {t(`tab.${one}`)}
                </Tabs.Tab>
              ),
          )}
        </Tabs.List>
        <Tabs.Panel value="details" keepMounted>
          {fields.data && <Details record={record} fields={fields.data} editAtOnce={edit} />}
          {fields.error && <ErrorState error={fields.error} onRetry={fields.refetch} />}
          {fields.isPending && <Loading />}
        </Tabs.Panel>
        <Tabs.Panel value="persons">
          <CompanyRecords companyId={id} recordType="person" />
        </Tabs.Panel>
        <Tabs.Panel value="projects">
          <CompanyRecords companyId={id} recordType="project" />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryTab recordType={recordType} recordId={id} fields={fields.data ?? []} />
        </Tabs.Panel>
        <Tabs.Panel value="erp">
          <ErpTab recordType={recordType} recordId={id} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function BackToList({ recordType }: { readonly recordType: RecordType }) {
  const { t } = useTranslation('crm')
  return (
    <TextLink to="/records/$recordType" params={{ recordType }} size="sm" c="dimmed" w="fit-content">
      <Group gap={4} component="span">
        <ArrowLeftIcon aria-hidden />
        {t(`list.${recordType}`)}
      </Group>
    </TextLink>
  )
}

function Subtitle({ record, linked }: { readonly record: CrmRecord; readonly linked: boolean }) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const when = format.ago(record.updatedAt)
  return (
    <Group gap="sm" align="baseline">
      {linked && (
        <Badge variant="light" leftSection={<LinkIcon size={12} aria-hidden />} tt="none">
          {t('linked')}
        </Badge>
      )}
      <Text size="sm" c="dimmed" title={format.time(record.updatedAt)}>
        {record.updatedBy ? t('changedBy', { when, who: record.updatedBy }) : t('changed', { when })}
      </Text>
    </Group>
  )
}

function CardSkeleton({ recordType }: { readonly recordType: RecordType }) {
  const { t } = useTranslation('ui')
  return (
    <Stack gap="lg" role="status" aria-label={t('loading')}>
      <BackToList recordType={recordType} />
      <Skeleton height={32} width={280} />
      <Skeleton height={36} />
      <Group grow align="start">
        <Skeleton height={360} />
        <Skeleton height={280} />
      </Group>
    </Stack>
  )
}
