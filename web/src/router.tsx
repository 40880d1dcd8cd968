import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, redirect } from '@tanstack/react-router'
import { type FunctionComponent, lazy, type ReactNode, Suspense } from 'react'
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
  ErpTab: later(async () => (await import('./erp/erp-tab.tsx')).ErpTab, <Loading />),
  Why: later(async () => (await import('./erp/why.tsx')).Why),
  UndoValue: later(async () => (await import('./erp/undo-value.tsx')).UndoValue),
  SignInForm: later(async () => (await import('./access/sign-in-form.tsx')).SignInForm, <Loading />),
}

/** Fetched when first shown. Only its own place waits: else the whole screen would go, with what is being typed in it. */
function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  meanwhile?: ReactNode,
): FunctionComponent<Props> {
  const Part = lazy(async () => ({ default: await load() }))
  return (props) => (
    <Suspense fallback={meanwhile}>
      <Part {...props} />
    </Suspense>
  )
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
