import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import { LongWorkProgress } from './long-work-progress.tsx'
import { longWorkQuery, type PreviewRequest, previewQuery } from './long-work-queries.ts'
import { PreviewResult } from './preview-result.tsx'

interface PreviewRunProps {
  readonly connectionId: number
  readonly request: PreviewRequest
}

/** Asks for a preview at once and shows what it finds while it goes on. */
export function PreviewRun({ connectionId, request }: PreviewRunProps) {
  const asked = useQuery({
    queryKey: ['previewRequest', connectionId, request],
    queryFn: () => api('POST /connections/{id}/previews', { params: { id: connectionId }, json: request }),
    gcTime: 0,
    // It is asked for once, whatever happens meanwhile.
    staleTime: 'static',
    retry: false,
  })
  if (asked.error) return <ErrorState error={asked.error} onRetry={asked.refetch} />
  return asked.data ? <Going id={asked.data.id} /> : <Loading />
}

function Going({ id }: { readonly id: number }) {
  const work = useQuery(longWorkQuery(id))
  const preview = useQuery(previewQuery(id))
  const error = work.error ?? preview.error
  return (
    <Stack>
      {error && <ErrorState error={error} />}
      {work.data && <LongWorkProgress work={work.data} />}
      {preview.data && preview.data.links > 0 && <PreviewResult preview={preview.data} />}
    </Stack>
  )
}
