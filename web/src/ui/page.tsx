import { Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { createContext, type ReactNode, use, useEffect, useRef } from 'react'

/** The name of the product, at the end of every page title. */
export const ProductName = createContext('Koppel')

interface PageProps {
  readonly title: string
  /** Above the title, e.g. the way back to the list. */
  readonly above?: ReactNode
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

let firstPage = true

/** A screen: names the document and moves the focus to its heading, so that a screen reader reads where one is. */
export function Page({ title, above, aside, actions, children }: PageProps) {
  const product = use(ProductName)
  const heading = useRef<HTMLHeadingElement>(null)
  useDocumentTitle(title ? `${title} · ${product}` : product)
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true })
    firstPage = false
  }, [])
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        {above}
        <Group justify="space-between" align="flex-end" gap="sm">
          {/* A long title keeps its actions beside it. */}
          <Group gap="sm" align="baseline" flex="1 1 12rem">
            <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
              {title}
            </Title>
            {typeof aside === 'string' ? <Text c="dimmed">{aside}</Text> : aside}
          </Group>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </Stack>
      {children}
    </Stack>
  )
}
