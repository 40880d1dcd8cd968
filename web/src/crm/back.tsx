import { Group, Text } from '@mantine/core'
import { ArrowLeftIcon } from '@phosphor-icons/react'
import { TextLink } from '../ui/links.tsx'
import type { CrmRecord } from './queries.ts'

/** The way back to the card of a record. */
export function BackToCard({ record: { recordType, id, title } }: { readonly record: CrmRecord }) {
  return (
    <TextLink
      to="/records/$recordType/$recordId"
      params={{ recordType, recordId: id }}
      size="sm"
      c="dimmed"
      w="fit-content"
    >
      <Group gap={4} component="span" wrap="nowrap">
        <ArrowLeftIcon aria-hidden />
        <Text span inherit lineClamp={1}>
          {title}
        </Text>
      </Group>
    </TextLink>
  )
}
