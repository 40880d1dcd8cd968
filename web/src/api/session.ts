import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { type Answer, api } from './client.ts'

export type Session = Answer<'GET /session'>

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api('GET /session', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Who is signed in. Only for screens behind the sign-in page. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data
}

export function mayChange(session: Session): boolean {
  return session.user.role !== 'readOnly'
}
