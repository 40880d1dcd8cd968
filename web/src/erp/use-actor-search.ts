import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import type { Criterion } from './criteria/criteria.ts'
import { useCriteria } from './criteria/use-criteria.ts'
import { type ActorType, type RecordRef, titleQuery } from './queries.ts'

export type ActorSearch = ReturnType<typeof useActorSearch>

/** What is looked for: a text, or all that meets the criteria. */
type Asked = { readonly text: string } | { readonly criteria: Criterion[] }

/** Looks actors up in the ERP: at first for the name of the record, at once. */
export function useActorSearch(record: RecordRef, connectionId: number, actorType: ActorType) {
  const queries = useQueryClient()
  const title = useQuery(titleQuery(record)).data?.title
  const [typed, setTyped] = useState<string>()
  const [chosen, setChosen] = useState<Asked>()
  const [widened, setWidened] = useState(false)
  const advanced = useCriteria(connectionId, actorType)
  const asked = chosen ?? (title === undefined ? undefined : { text: title })
  const queryKey = ['actorSearch', connectionId, actorType, record.recordId, asked, widened]
  const answer = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api('POST /connections/{id}/actor-searches', {
        params: { id: connectionId },
        json: {
          actorType,
          ...asked,
          recordId: record.recordId,
          widened,
          ...(pageParam === null ? {} : { page: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: asked !== undefined,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const text = typed ?? title ?? ''
  const ask = (next: Asked) => {
    if (JSON.stringify(next) === JSON.stringify(asked)) void answer.refetch()
    else setChosen(next)
  }
  const pages = answer.data?.pages
  return {
    text,
    type: setTyped,
    asked,
    run: () => ask({ text: text.trim() }),
    advanced: {
      ...advanced,
      // The name of a person is in more than one field.
      open: () => advanced.open(actorType === 'person' ? '' : text.trim()),
      run() {
        const criteria = advanced.read()
        if (criteria) ask({ criteria })
      },
    },
    retry: () => void answer.refetch(),
    stop: () => void queries.cancelQueries({ queryKey }),
    /** Somebody did not wait for the answer. */
    stopped: asked !== undefined && answer.isPending && !answer.isFetching,
    widened,
    widen: setWidened,
    columns: pages?.[0]?.columns ?? [],
    hits: pages?.flatMap(({ hits }) => hits),
    total: pages?.[0]?.total ?? null,
    error: answer.error,
    searching: answer.isFetching && !answer.isFetchingNextPage,
    more: answer.hasNextPage ? () => void answer.fetchNextPage() : undefined,
    loadingMore: answer.isFetchingNextPage,
  }
}
