import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

// Who there is: shown by the screens of access, and chosen from by those of synchronisation.

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => api('GET /users', { signal }),
})

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => api('GET /groups', { signal }),
})
