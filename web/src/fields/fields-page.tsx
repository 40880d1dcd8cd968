import { Stack, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { ErrorState } from '../ui/states.tsx'
import { FieldList } from './field-list.tsx'
import { customFieldsQuery, recordTypes } from './queries.ts'

const route = getRouteApi('/shell/administrator/settings/fields')

/** Velden: the fields an administrator added to companies, persons and projects. */
export function FieldsPage() {
  const { t } = useTranslation(['fields', 'shell'])
  const { of = 'company' } = route.useSearch()
  const navigate = route.useNavigate()
  const fields = useQuery(customFieldsQuery)
  const open = (next: string | null) =>
    navigate({
      search: { of: recordTypes.find((one) => one === next) },
      replace: true,
      resetScroll: false,
    })
  return (
    <Page title={t('shell:navigation.fields')}>
      <Stack>
        <Text size="sm" c="dimmed" maw={720}>
          {t('text')}
        </Text>
        <Tabs value={of} onChange={open} keepMounted={false}>
          <Tabs.List mb="lg" aria-label={t('shell:navigation.fields')}>
            {recordTypes.map((recordType) => (
              <Tabs.Tab key={recordType} value={recordType}>
                {t(`recordType.${recordType}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {recordTypes.map((recordType) => (
            <Tabs.Panel key={recordType} value={recordType}>
              {fields.error ? (
                <ErrorState error={fields.error} onRetry={fields.refetch} />
              ) : (
                <FieldList
                  recordType={recordType}
                  fields={fields.data?.filter((field) => field.recordType === recordType)}
                />
              )}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </Page>
  )
}
