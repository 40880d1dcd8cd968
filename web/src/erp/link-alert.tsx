import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { Fragment } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { Link, LinkedField } from './queries.ts'

interface LinkAlertProps {
  readonly link: Link
  /** Leads to the row of a field. */
  readonly onField: (field: LinkedField) => void
}

/** Why a link is not in sync, field by field where it is about fields; nothing when all is well. */
export function LinkAlert({ link, onField }: LinkAlertProps) {
  const { t } = useTranslation('erp')
  const { state, broken, synchronised } = link
  // Without an actor there is nothing to settle field by field.
  const fields = broken ? [] : synchronised
  const wrong = fields.filter(({ error }) => error)
  const open = fields.filter(({ conflict }) => conflict)
  const about = wrong.length + open.length > 0
  const said = useWhole(link, about)
  if (!said && !about) return null
  return (
    <Alert
      color={state === 'failed' || broken ? 'red' : state === 'waiting' ? 'blue' : 'amber'}
      icon={<InfoIcon aria-hidden />}
    >
      <Stack gap={4}>
        {said && <Text size="sm">{said}</Text>}
        {wrong.length > 0 && (
          <Text size="sm">
            <Trans
              t={t}
              i18nKey="said.fieldErrors"
              count={wrong.length}
              components={{ fields: <Fields fields={wrong} onField={onField} /> }}
            />
          </Text>
        )}
        {open.length > 0 && (
          <Text size="sm">
            <Trans
              t={t}
              i18nKey="said.conflicts"
              components={{ fields: <Fields fields={open} onField={onField} /> }}
            />
          </Text>
        )}
      </Stack>
    </Alert>
  )
}

/** What is to be said of the link as a whole. */
function useWhole({ state, broken, problem }: Link, about: boolean): string | null {
  const { t } = useTranslation('erp')
  if (problem) return problem.title
  if (broken) return t('broken')
  return state === 'inSync' || about ? null : t(`said.${state}`)
}

interface FieldsProps {
  readonly fields: readonly LinkedField[]
  readonly onField: (field: LinkedField) => void
}

function Fields({ fields, onField }: FieldsProps) {
  return fields.map((field, index) => (
    <Fragment key={`${field.key} ${field.crmField}`}>
      {index > 0 && ', '}
      <Anchor
        component="button"
        type="button"
        size="sm"
        c="inherit"
        fw={600}
        underline="always"
        onClick={() => onField(field)}
      >
        {field.crmLabel}
      </Anchor>
    </Fragment>
  ))
}
