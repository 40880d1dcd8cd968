import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import type { Criterion } from '../criteria/criteria.ts'
import { useCriteria } from '../criteria/use-criteria.ts'
import type { Import } from './queries.ts'

/** What is looked for: a text, or all that meets the criteria. */
type Asked = { readonly text: string } | { readonly criteria: Criterion[] }

export type ImportSearch = ReturnType<typeof useImportSearch>

/** Looks in the ERP for actors to import; at first for all of them. */
export function useImportSearch({ id, connection, actorType }: Import) {
  const [text, type] = useState('')
  const [asked, setAsked] = useState<Asked>({ text: '' })
  const advanced = useCriteria(connection.id, actorType)
  const answer = useInfiniteQuery({
    queryKey: ['importSearch', id, asked],
    queryFn: ({ pageParam, signal }) =>
      api('POST /connections/{id}/actor-searches', {
        params: { id: connection.id },
        json: { actorType, ...asked, ...(pageParam === null ? {} : { page: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const ask = (next: Asked) => {
    if (JSON.stringify(next) === JSON.stringify(asked)) void answer.refetch()
    else setAsked(next)
  }
  const pages = answer.data?.pages
  return {
    asked,
    text,
    type,
    run: () => ask({ text: text.trim() }),
    advanced: {
      ...advanced,
      open: () => advanced.open(text.trim()),
      run() {
        const criteria = advanced.read()
        if (criteria) ask({ criteria })
      },
    },
    columns: pages?.[0]?.columns ?? [],
    hits: pages?.flatMap(({ hits }) => hits),
    total: pages?.[0]?.total ?? null,
    error: answer.error,
    retry: () => void answer.refetch(),
    searching: answer.isFetching && !answer.isFetchingNextPage,
    more: answer.hasNextPage ? () => void answer.fetchNextPage() : undefined,
    loadingMore: answer.isFetchingNextPage,
  }
}
