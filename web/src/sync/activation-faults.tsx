import { Alert, Anchor, Code, Collapse, List, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Opened } from './connection-dialogs.tsx'
import { actorTypes, type Connection } from './queries.ts'
import type { Refused } from './use-activation.ts'

interface ActivationFaultsProps {
  readonly refused: Refused
  readonly onOpen: (opened: Opened) => void
  readonly onClose: () => void
}

/** Why a connection cannot be activated: one line per thing to mend, each leading to where it is mended. */
export function ActivationFaults({ refused, onOpen, onClose }: ActivationFaultsProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const { connection, error } = refused
  const { title, faults, detail } = error.problem
  const [opened, details] = useDisclosure()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <Alert
      ref={box}
      role="alert"
      color="red"
      icon={<WarningCircleIcon aria-hidden />}
      title={`${connection.name}: ${title}`}
      withCloseButton
      closeButtonLabel={t('ui:close')}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{t('activation.text')}</Text>
        <List size="sm" spacing={4}>
          {faults.map((fault) => (
            <List.Item key={`${fault.code} ${fault.at} ${fault.title}`}>
              <Anchor
                component="button"
                type="button"
                ta="left"
                size="sm"
                onClick={() => onOpen(placeOf(fault.at, connection))}
              >
                {fault.title}
              </Anchor>
            </List.Item>
          ))}
        </List>
        {detail && (
          <>
            <Anchor
              component="button"
              type="button"
              size="xs"
              c="dimmed"
              w="fit-content"
              aria-expanded={opened}
              onClick={details.toggle}
            >
              {t('ui:technicalDetail')}
            </Anchor>
            <Collapse expanded={opened}>
              <Code block>{detail}</Code>
            </Collapse>
          </>
        )}
      </Stack>
    </Alert>
  )
}

function placeOf(at: string | undefined, connection: Connection): Opened {
  if (at === 'settings') return { kind: 'edit', connection }
  if (at === 'lists') return { kind: 'lists', connection }
  const [first, ...rest] = (at ?? '').split('/')
  const [type, ...field] = first === 'defaults' ? rest : [first, ...rest]
  const actorType = actorTypes.find((known) => known === type)
  if (first === 'defaults') return { kind: 'defaults', connection, ...(actorType && { at: actorType }) }
  return { kind: 'mappings', connection, ...(actorType && { at: { actorType, field: field.join('/') } }) }
}
