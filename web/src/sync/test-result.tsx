import { Alert, Anchor, Code, Collapse, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { CheckCircleIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TestAnswer } from './queries.ts'
import classes from './test-result.module.css'

/** What a test of a connection said: the actor types found, or the connector's explanation. */
export function TestResult({ answer }: { readonly answer: TestAnswer }) {
  const { t } = useTranslation(['sync', 'ui'])
  const [opened, details] = useDisclosure()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void box.current?.scrollIntoView({ block: 'end' })
  }, [])
  if (answer.ok) {
    return (
      <Alert
        ref={box}
        className={classes.result ?? ''}
        color="teal"
        icon={<CheckCircleIcon aria-hidden />}
        role="status"
        title={t('test.ok')}
      >
        {answer.actorTypes.length === 0
          ? t('test.noActorTypes')
          : t('test.found', { types: answer.actorTypes.map((type) => t(`actorType.${type}`)).join(', ') })}
      </Alert>
    )
  }
  return (
    <Alert
      ref={box}
      className={classes.result ?? ''}
      color="red"
      icon={<WarningCircleIcon aria-hidden />}
      role="alert"
      title={t('test.failed')}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{answer.title}</Text>
        {answer.detail && (
          <Anchor component="button" type="button" size="xs" aria-expanded={opened} onClick={details.toggle}>
            {t('ui:technicalDetail')}
          </Anchor>
        )}
        <Collapse expanded={opened}>
          <Code block>{answer.detail}</Code>
        </Collapse>
      </Stack>
    </Alert>
  )
}
