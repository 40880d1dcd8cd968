import { Box } from '@mantine/core'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ErrorState } from '../ui/states.tsx'

/** Instead of a screen that broke: the sentence, and another try. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  useEffect(queries.reset, [])
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Box maw={640} mx="auto" my="xl" px="md">
      <ErrorState error={error} onRetry={again} />
    </Box>
  )
}
