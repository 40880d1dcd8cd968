import { Text } from '@mantine/core'
import type { CustomField } from './queries.ts'

/** Where ERP connections use something. */
export function Uses({ uses }: { readonly uses: CustomField['uses'] }) {
  if (uses.length === 0) return <Text c="dimmed">–</Text>
  return uses.map(({ connection, text }) => (
    <Text key={`${connection.id} ${text}`} size="sm">
      {connection.name}{' '}
      <Text span size="xs" c="dimmed">
        {text}
      </Text>
    </Text>
  ))
}
