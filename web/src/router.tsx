import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, redirect } from '@tanstack/react-router'
import { lazy } from 'react'
import { accessRoutes, ownRoutes, peopleRoutes } from './access/routes.tsx'
import { crmRoutes } from './crm/routes.tsx'
import { erpRoutes } from './erp/routes.tsx'
import { fieldsRoutes } from './fields/routes.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { administratorRoute, type Parts, rootRoute, shellRoute } from './shell/root-route.tsx'
import { ScreenError } from './shell/screen-error.tsx'
import { syncRoutes } from './sync/routes.tsx'
import { Loading } from './ui/states.tsx'

// Puts the areas together, as main.ts does in the server.

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad() {
    throw redirect({ to: '/records/$recordType', params: { recordType: 'company' } })
  },
})

const anyOtherRoute = createRoute({ getParentRoute: () => shellRoute, path: '/$', component: NotFoundPage })

const routeTree = rootRoute.addChildren([
  ...accessRoutes,
  shellRoute.addChildren([
    homeRoute,
    anyOtherRoute,
    ...crmRoutes,
    ...erpRoutes,
    ...ownRoutes,
    administratorRoute.addChildren([...peopleRoutes, ...fieldsRoutes, ...syncRoutes]),
  ]),
])

const parts: Parts = {
  ErpTab: lazy(async () => ({ default: (await import('./erp/erp-tab.tsx')).ErpTab })),
  Why: lazy(async () => ({ default: (await import('./erp/why.tsx')).Why })),
  UndoValue: lazy(async () => ({ default: (await import('./erp/undo-value.tsx')).UndoValue })),
  SignInForm: lazy(async () => ({ default: (await import('./access/sign-in-form.tsx')).SignInForm })),
}

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: {
      queries,
      parts,
    },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: Loading,
    defaultErrorComponent: ScreenError,
    defaultNotFoundComponent: NotFoundPage,
    // Plain text: a search for "007" or "1e3" must not come back as a number.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
      return text && `?${text}`
    },
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
