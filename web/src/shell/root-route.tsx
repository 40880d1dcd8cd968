import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { ApiError } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { followUser, nameCrm } from '../i18n/i18n.ts'
import { Root } from './root.tsx'

/** What one area shows of another without importing it; `router.tsx` puts it in. */
export interface Parts {
  readonly ErpTab: ComponentType<{ readonly recordType: RecordType; readonly recordId: number }>
  /** Why a linked record is in the state it is in. */
  readonly Why: ComponentType<{ readonly linkId: number; readonly title: string }>
  /** Puts back one value the sync overwrote. */
  readonly UndoValue: ComponentType<{ readonly value: MovedValue }>
  readonly SignInForm: ComponentType<{ readonly email: string; readonly onSignedIn: () => Promise<void> }>
}

export interface MovedValue {
  readonly id: number
  readonly linkId: number
  readonly runId: number
  readonly direction: 'toCrm' | 'toErp'
  readonly field: string
  readonly record: string
  readonly oldText: string
}

export type RecordType = 'company' | 'person' | 'project'

export interface RouterContext {
  readonly queries: QueryClient
  readonly parts: Parts
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root })

/** Parent of every screen behind the sign-in page. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  async beforeLoad({ context, location }) {
    const session = await context.queries.ensureQueryData(sessionQuery).catch((error: unknown) => {
      const signedOut = error instanceof ApiError && error.problem.status === 401
      throw signedOut ? redirect({ to: '/sign-in', search: { from: location.href } }) : error
    })
    followUser(session.user.language)
    nameCrm(session.crmName)
    return { session }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
})

/** Parent of the screens of administrators. */
export const administratorRoute = createRoute({
  getParentRoute: () => shellRoute,
  id: 'administrator',
  beforeLoad({ context }) {
    if (context.session.user.role !== 'administrator') throw redirect({ to: '/' })
  },
})
