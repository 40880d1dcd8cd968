import { Alert, Button, Checkbox, Code, CopyButton, Group, SimpleGrid, Stack } from '@mantine/core'
import { CheckIcon, CopyIcon, WarningIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly onDone: () => void
}

/** The recovery codes, this once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation(['account', 'people'])
  const [kept, setKept] = useState(false)
  return (
    <Stack>
      <Alert color="orange" icon={<WarningIcon aria-hidden />} title={t('recovery.title')}>
        {t('recovery.text')}
      </Alert>
      <SimpleGrid
        cols={2}
        component="ul"
        aria-label={t('recovery.list')}
        p={0}
        m={0}
        style={{ listStyle: 'none' }}
      >
        {codes.map((code) => (
          <li key={code}>
            <Code fz="md">{code}</Code>
          </li>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Checkbox
          label={t('recovery.kept')}
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <CopyButton value={codes.join('\n')}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                // The field that had the focus was on the step before.
                autoFocus
                leftSection={copied ? <CheckIcon aria-hidden /> : <CopyIcon aria-hidden />}
                onClick={copy}
              >
                {t(copied ? 'people:copied' : 'people:copy')}
              </Button>
            )}
          </CopyButton>
          <Button disabled={!kept} onClick={onDone}>
            {t('recovery.done')}
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}
