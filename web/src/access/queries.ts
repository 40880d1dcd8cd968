import { queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'

export type User = Answer<'GET /users'>[number]
export type Group = Answer<'GET /groups'>[number]
export type ApiKey = Answer<'GET /api-keys'>[number]
export type AccessLink = Answer<'POST /users/{id}/access-links'>
export type OwnSession = Answer<'GET /session/sessions'>[number]

export const roles = ['administrator', 'user', 'readOnly'] as const
export const licences = ['erpSync', 'quotes', 'import'] as const
export type Role = (typeof roles)[number]
export type Licence = (typeof licences)[number]

export const keysQuery = queryOptions({
  queryKey: ['apiKeys'],
  queryFn: ({ signal }) => api('GET /api-keys', { signal }),
})

export const twoFactorQuery = queryOptions({
  queryKey: ['twoFactor'],
  queryFn: ({ signal }) => api('GET /session/two-factor', { signal }),
})

export const ownSessionsQuery = queryOptions({
  queryKey: ['ownSessions'],
  queryFn: ({ signal }) => api('GET /session/sessions', { signal }),
})
