import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Page } from '../ui/page.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { PasswordForm } from './password-form.tsx'
import { TwoFactor } from './two-factor.tsx'

/** Mijn account: what everybody decides for themselves. */
export function AccountPage() {
  const { t } = useTranslation(['account', 'shell'])
  const { user } = useSession()
  return (
    <Page title={t('title')} aside={`${user.name} · ${user.email}`}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" verticalSpacing="lg">
        <Stack gap="lg">
          <Card title={t('password.title')} text={t('password.text')}>
            <PasswordForm />
          </Card>
          <Card title={t('language.title')} text={t('language.text')}>
            <LanguageChoice />
          </Card>
        </Stack>
        <Stack gap="lg">
          <Card title={t('twoFactor.title')} text={t('twoFactor.text')}>
            <TwoFactor />
          </Card>
          <Card title={t('sessions.title')} text={t('sessions.text')}>
            <OwnSessions />
          </Card>
        </Stack>
      </SimpleGrid>
    </Page>
  )
}

interface CardProps {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}

function Card({ title, text, children }: CardProps) {
  const id = useId()
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Stack>
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </Paper>
  )
}
