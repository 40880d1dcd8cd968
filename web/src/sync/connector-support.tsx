import { Anchor, Collapse, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Connector } from './queries.ts'

/** What the selected connector says it can do, before anybody signs in with it. */
export function ConnectorSupport({ connector }: { readonly connector: Connector }) {
  const { t } = useTranslation('connectors')
  const { name, offers } = connector
  const title = t('supports', { name })
  const [opened, operators] = useDisclosure()
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={3} size="h5">
          {title}
        </Title>
        {offers === null ? (
          <Text size="sm" c="dimmed">
            {t('supports.unknown')}
          </Text>
        ) : (
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            {offers.map((offer) => (
              <Offer key={offer.actorType} offer={offer} />
            ))}
          </SimpleGrid>
        )}
        <Anchor
          component="button"
          type="button"
          size="sm"
          w="fit-content"
          aria-expanded={opened}
          onClick={operators.toggle}
        >
          {t('operators')}
        </Anchor>
        <Collapse expanded={opened}>
          <List size="sm">
            {kinds.map((kind) => (
              <List.Item key={kind}>{t(`operators.${kind}`)}</List.Item>
            ))}
          </List>
        </Collapse>
      </Stack>
    </Paper>
  )
}

// The contract asks every connector for all of these on its searchable fields.
const kinds = ['text', 'number', 'date', 'list', 'checkbox'] as const

function Offer({ offer }: { readonly offer: NonNullable<Connector['offers']>[number] }) {
  const { t } = useTranslation(['connectors', 'sync'])
  const { actorType, create, update, deletions } = offer
  const can = [
    t('can.changes'),
    t('can.search'),
    create && t('can.create'),
    update && t('can.update'),
    deletions && t('can.deletions'),
    !create && !update && t('can.readOnly'),
  ]
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>
        {t(`sync:actorType.${actorType}`)}
      </Text>
      <Text size="sm" c="dimmed">
        {can.filter(Boolean).join(', ')}
      </Text>
    </Stack>
  )
}
