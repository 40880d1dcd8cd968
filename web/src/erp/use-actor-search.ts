import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { type ActorType, type RecordRef, titleQuery } from './queries.ts'

export type ActorSearch = ReturnType<typeof useActorSearch>

/** Looks actors up in the ERP: at first for the name of the record, at once. */
export function useActorSearch(record: RecordRef, connectionId: number, actorType: ActorType) {
  const title = useQuery(titleQuery(record)).data?.title
  const [typed, setTyped] = useState<string>()
  const [asked, setAsked] = useState<string>()
  const [widened, setWidened] = useState(false)
  const text = asked ?? title
  const answer = useInfiniteQuery({
    queryKey: ['actorSearch', connectionId, actorType, record.recordId, text, widened],
    queryFn: ({ pageParam, signal }) =>
      api('POST /connections/{id}/actor-searches', {
        params: { id: connectionId },
        json: {
          actorType,
          text: text ?? '',
          recordId: record.recordId,
          widened,
          ...(pageParam === null ? {} : { page: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: text !== undefined,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const pages = answer.data?.pages
  return {
    text: typed ?? title ?? '',
    asked: text ?? '',
    type: setTyped,
    run() {
      const next = (typed ?? title ?? '').trim()
      if (next === text) void answer.refetch()
      else setAsked(next)
    },
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
