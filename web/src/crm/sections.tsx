import { Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrmField } from './queries.ts'

type Section = CrmField['section']

// Two columns of cards, so that a short section does not leave a hole beside a long one.
const columns: readonly (readonly Section[])[] = [
  ['main', 'custom', 'other'],
  ['contact', 'postalAddress', 'streetAddress'],
]

interface SectionsProps {
  readonly fields: readonly CrmField[]
  readonly children: (fields: readonly CrmField[], section: Section) => ReactNode
}

/** The fields of a card, by section. */
export function Sections({ fields, children }: SectionsProps) {
  const { t } = useTranslation('crm')
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
      {columns.map((sections) => (
        <Stack key={sections.join()} gap="lg">
          {sections.map((section) => {
            const own = fields.filter((field) => field.section === section)
            return (
              own.length > 0 && (
                <Paper
                  key={section}
                  component="section"
                  withBorder
                  p="lg"
                  aria-labelledby={`section-${section}`}
                >
                  <Title order={2} size="h5" mb="md" id={`section-${section}`}>
                    {t(`section.${section}`)}
                  </Title>
                  {children(own, section)}
                </Paper>
              )
            )
          })}
        </Stack>
      ))}
    </SimpleGrid>
  )
}
