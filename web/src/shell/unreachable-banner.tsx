import { Group, Loader, Paper, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { setReach, useReach } from '../api/reachability.ts'
import classes from './shell.module.css'

/** Tells that the server does not answer, looks by itself whether it does again, and then brings the screen up to date. */
export function UnreachableBanner() {
  const { t } = useTranslation('shell')
  const queries = useQueryClient()
  const router = useRouter()
  const unreachable = useReach() === 'unreachable'
  useEffect(() => {
    if (!unreachable) return
    const timer = setInterval(async () => {
      const healthy = await fetch('/api/v1/health').then(
        ({ ok }) => ok,
        () => false,
      )
      if (!healthy) return
      setReach('ok')
      await queries.invalidateQueries()
      await router.invalidate()
    }, 2_000)
    return () => clearInterval(timer)
  }, [unreachable, queries, router])
  return (
    <div role="status" aria-live="polite">
      {unreachable && (
        <Paper
          className={classes.banner ?? ''}
          bg="amber.2"
          c="#2b1a00"
          shadow="md"
          radius="xl"
          px="lg"
          py="xs"
        >
          <Group gap="sm" wrap="nowrap">
            <Loader size="xs" color="dark" aria-hidden />
            <Text size="sm">{t('unreachable')}</Text>
          </Group>
        </Paper>
      )}
    </div>
  )
}
