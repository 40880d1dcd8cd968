import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { LanguageMenu } from '../shell/language-menu.tsx'
import { Logo } from '../shell/logo.tsx'

interface FrameProps {
  readonly product: string
  readonly title: string
  readonly text?: string
  readonly children: ReactNode
}

/** The screens one sees before being signed in. */
export function Frame({ product, title, text, children }: FrameProps) {
  useDocumentTitle(`${title} · ${product}`)
  return (
    <Box component="main" mih="100dvh" bg="light-dark(#f2f6f8, var(--mantine-color-dark-8))" p="md">
      <Group justify="flex-end">
        <LanguageMenu />
      </Group>
      <Center mih="calc(100dvh - 120px)">
        <Stack w="100%" maw={400} gap="lg">
          <Group justify="center" gap="sm">
            <Logo size={40} />
            <Text fw={650} fz={24}>
              {product}
            </Text>
          </Group>
          <Paper withBorder shadow="sm" p={{ base: 'lg', sm: 'xl' }} radius="lg">
            <Stack gap="md">
              <Title order={1} size="h3">
                {title}
              </Title>
              {text && <Text c="dimmed">{text}</Text>}
              {children}
            </Stack>
          </Paper>
        </Stack>
      </Center>
    </Box>
  )
}
