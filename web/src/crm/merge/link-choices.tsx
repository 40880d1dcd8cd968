import { Alert, Paper, Radio, Stack, Text, Title } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../api/client.ts'
import type { CrmRecord } from '../queries.ts'

type Clash = Answer<'GET /records/{recordType}/{id}/merge/{otherId}'>['clashes'][number]

interface LinkChoicesProps {
  readonly pair: readonly [CrmRecord, CrmRecord]
  readonly clashes: readonly Clash[]
  /** By connection: the link that stays. */
  readonly keep: ReadonlyMap<number, number>
  readonly onKeep: (connectionId: number, linkId: number) => void
}

/** Both records are linked in one connection: which of the links stays is for somebody to say. */
export function LinkChoices({ pair, clashes, keep, onKeep }: LinkChoicesProps) {
  const { t } = useTranslation('crm')
  const hidden = clashes.filter(({ connection }) => connection === null).length
  const titleOf = (recordId: number) => pair.find(({ id }) => id === recordId)?.title ?? ''
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby="merge-links">
      <Title order={2} size="h5" mb={4} id="merge-links">
        {t('merge.clash')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('merge.clashText')}
      </Text>
      <Stack>
        {clashes.map(
          ({ connection, links }) =>
            connection && (
              <Radio.Group
                key={connection.id}
                label={connection.name}
                value={String(keep.get(connection.id) ?? '')}
                onChange={(id) => onKeep(connection.id, Number(id))}
                withAsterisk
              >
                <Stack gap="xs" mt="xs">
                  {links.map((link) => (
                    <Radio
                      key={link.id}
                      value={String(link.id)}
                      label={`${link.actorTitle || link.actorKey} (${link.actorKey})`}
                      description={t(link.broken ? 'merge.brokenOf' : 'merge.linkOf', {
                        title: titleOf(link.recordId),
                      })}
                    />
                  ))}
                </Stack>
              </Radio.Group>
            ),
        )}
        {hidden > 0 && (
          <Alert color="amber" icon={<WarningCircleIcon aria-hidden />}>
            {t('merge.hiddenClash')}
          </Alert>
        )}
      </Stack>
    </Paper>
  )
}
