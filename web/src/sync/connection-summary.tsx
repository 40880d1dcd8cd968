import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import {
  ArrowsClockwiseIcon,
  ArrowsLeftRightIcon,
  DownloadSimpleIcon,
  EyeIcon,
  ListChecksIcon,
  ListNumbersIcon,
  ListPlusIcon,
  PencilSimpleIcon,
} from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { CallLimit } from './call-limit.tsx'
import type { Opened } from './connection-dialogs.tsx'
import classes from './connection-summary.module.css'
import { Directions } from './directions.tsx'
import type { Connection } from './queries.ts'

interface ConnectionSummaryProps {
  readonly connection: Connection
  readonly onOpen: (opened: Opened) => void
}

/** What the selected connection synchronises, and the ways to change that. */
export function ConnectionSummary({ connection, onOpen }: ConnectionSummaryProps) {
  const { t } = useTranslation(['sync', 'defaults', 'ranking', 'longWork', 'import'])
  const { number } = useFormat()
  const { name, synchronised, links, active } = connection
  return (
    <Paper withBorder p="lg" component="section" aria-label={name}>
      <Stack>
        <Group justify="space-between">
          <Stack gap={0}>
            <Title order={3} size="h5">
              {name}
            </Title>
            <Text size="sm" c="dimmed">
              {t('summary.links', { count: links, links: number(links) })}
            </Text>
          </Stack>
          <Group gap="xs">
            <Button
              variant="light"
              leftSection={<ArrowsLeftRightIcon aria-hidden />}
              onClick={() => onOpen({ kind: 'mappings', connection })}
            >
              {t('mappings')}
            </Button>
            <Button
              variant="light"
              leftSection={<ListChecksIcon aria-hidden />}
              onClick={() => onOpen({ kind: 'lists', connection })}
            >
              {t('lists')}
            </Button>
            <Button
              variant="light"
              leftSection={<ListPlusIcon aria-hidden />}
              onClick={() => onOpen({ kind: 'defaults', connection })}
            >
              {t('defaults:title')}
            </Button>
            <Button
              variant="light"
              leftSection={<ListNumbersIcon aria-hidden />}
              onClick={() => onOpen({ kind: 'ranks', connection })}
            >
              {t('ranking:title')}
            </Button>
            <ButtonLink
              variant="light"
              leftSection={<DownloadSimpleIcon aria-hidden />}
              to="/imports"
              search={{ connection: connection.id }}
            >
              {t('import:title')}
            </ButtonLink>
            <Button
              variant="light"
              leftSection={<ArrowsClockwiseIcon aria-hidden />}
              onClick={() => onOpen({ kind: 'resync', connection, target: 'erp' })}
            >
              {t('longWork:resync.erp')}
            </Button>
            {!active && (
              <Button
                variant="light"
                leftSection={<EyeIcon aria-hidden />}
                onClick={() => onOpen({ kind: 'preview', connection })}
              >
                {t('longWork:preview')}
              </Button>
            )}
          </Group>
        </Group>
        <CallLimit key={connection.id} connectionId={connection.id} />
        {!active && (
          <Group gap="xs" c="dimmed" wrap="nowrap" align="flex-start">
            <PencilSimpleIcon aria-hidden style={{ flexShrink: 0, marginTop: 3 }} />
            <Text size="sm">{t(synchronised.length === 0 ? 'summary.none' : 'summary.notActive')}</Text>
          </Group>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2, xl: 4 }} verticalSpacing="lg" spacing="xl">
          {synchronised.map((type) => (
            <TypeSummary key={type.actorType} type={type} />
          ))}
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

function TypeSummary({ type }: { readonly type: Connection['synchronised'][number] }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        {t('summary.type', {
          actor: t(`actorType.${type.actorType}`),
          crm: crmName,
          record: t(`recordType.${type.recordType}`),
        })}
      </Text>
      {type.fields.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('summary.noFields')}
        </Text>
      )}
      <ul className={classes.fields}>
        {type.fields.map((field) => (
          <li key={`${field.erp} ${field.crm}`}>
            <span>
              {field.erp}
              {!field.inErp && (
                <Text size="xs" c="red.8">
                  {t('summary.gone')}
                </Text>
              )}
            </span>
            <Directions toCrm={field.toCrm} toErp={field.toErp} />
            <span>
              {field.crm}
              {field.stopped && (
                <Text size="xs" c="red.8">
                  {t('summary.stopped')}
                </Text>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Stack>
  )
}
