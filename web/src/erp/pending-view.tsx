import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { ArrowCounterClockwiseIcon, LinkBreakIcon, LinkIcon } from '@phosphor-icons/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './erp.module.css'
import { type Pending, resultOf } from './pending.ts'
import type { Link } from './queries.ts'

interface PendingViewProps {
  readonly pending: Pending
  readonly link: Link | null
  readonly onUndo: () => void
}

/** What will happen at Opslaan, and the way back. */
export function PendingView({ pending, link, onUndo }: PendingViewProps) {
  const { t } = useTranslation('erp')
  const way = useRef<HTMLButtonElement>(null)
  // The button that led here has gone.
  useEffect(() => way.current?.focus({ preventScroll: true }), [])
  const undo = (
    <Button
      ref={way}
      size="xs"
      variant="default"
      leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
      onClick={onUndo}
    >
      {t('pending.undo')}
    </Button>
  )
  if (pending.kind === 'disconnect') {
    return (
      <Alert
        color="amber"
        icon={<LinkBreakIcon aria-hidden />}
        title={t('pending.disconnect', { title: link?.title ?? '' })}
      >
        <Stack gap="sm" align="flex-start">
          {t('pending.disconnectText')}
          {undo}
        </Stack>
      </Alert>
    )
  }
  const { title, actorType } = pending
  return (
    <Stack>
      <Group justify="space-between">
        <Group gap="sm">
          <LinkIcon size={20} aria-hidden />
          <Text fw={600}>{title}</Text>
          <Text c="dimmed">{t(`actorType.${actorType}`)}</Text>
          <Badge variant="light" tt="none">
            {t('pending.connect')}
          </Badge>
        </Group>
        {undo}
      </Group>
      <Text size="sm" c="dimmed">
        {t(`pending.${pending.kind}Text`)}
      </Text>
      <dl className={classes.values}>
        {pending.kind === 'create'
          ? pending.fields.map(({ key, label, text }) => (
              <FieldResult key={key} label={label} text={text} from={undefined} />
            ))
          : pending.fields.map((field) => (
              <FieldResult
                key={field.erpField}
                label={field.crmLabel}
                text={resultOf(field, pending.choices)}
                from={pending.choices[field.erpField]}
              />
            ))}
      </dl>
    </Stack>
  )
}

interface FieldResultProps {
  readonly label: string
  readonly text: string | null
  readonly from: 'erp' | 'crm' | undefined
}

function FieldResult({ label, text, from }: FieldResultProps) {
  const { t } = useTranslation('erp')
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Group gap="xs">
          {text === null ? (
            <Text span c="dimmed" size="sm">
              {t('pending.stays')}
            </Text>
          ) : (
            text || t('blank')
          )}
          {from && (
            <Badge size="xs" variant="light" color="gray" tt="none">
              {t(`pending.${from}`)}
            </Badge>
          )}
        </Group>
      </dd>
    </>
  )
}
