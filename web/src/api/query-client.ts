import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './client.ts'
import { reachOf, setReach } from './reachability.ts'
import { refusedAtTheDoor } from './refused-at-the-door.ts'

export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    const reach = reachOf(error)
    if (reach) setReach(reach)
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The browser's word for "offline" says nothing about a server on the same machine or network.
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        retry: (count, error) => count < 2 && worthRepeating(error),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

function worthRepeating(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  // The client has waited and asked again already.
  if (refusedAtTheDoor(error.problem)) return false
  return error.problem.status === 0 || error.problem.status >= 503
}
