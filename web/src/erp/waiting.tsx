import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface WaitingProps {
  /** The ERP connection that has not answered yet. */
  readonly name: string
  readonly onStop?: () => void
}

// Before that it is no waiting.
const patienceMs = 3_000

/** Says after a while what is waited for, and lets go of it. */
export function Waiting({ name, onStop }: WaitingProps) {
  const { t } = useTranslation('erp')
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Group gap="sm" role="status" mih={long ? undefined : 0}>
      {long && (
        <>
          <Text size="sm">{t('waiting.for', { name })}</Text>
          {onStop && (
            <Button size="xs" variant="default" onClick={onStop}>
              {t('waiting.stop')}
            </Button>
          )}
        </>
      )}
    </Group>
  )
}
