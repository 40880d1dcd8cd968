import { Button, CopyButton, Group, TextInput } from '@mantine/core'
import { CheckIcon, CopyIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'

interface ShownOnceProps {
  readonly label: string
  readonly value: string
}

/** Something secret to take along, that is not shown again. */
export function ShownOnce({ label, value }: ShownOnceProps) {
  const { t } = useTranslation('people')
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        flex={1}
        label={label}
        value={value}
        readOnly
        data-autofocus
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <CheckIcon aria-hidden /> : <CopyIcon aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'copied' : 'copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}
