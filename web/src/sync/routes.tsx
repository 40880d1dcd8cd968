import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administratorRoute } from '../shell/root-route.tsx'
import { readAddress } from './monitor-address.ts'

export const syncRoutes = [
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/quote-sync',
    validateSearch: readAddress,
    component: lazyRouteComponent(() => import('./quote-sync-page.tsx'), 'QuoteSyncPage'),
  }),
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/quote-sync/runs/$runId',
    params: {
      parse: ({ runId }) => ({ runId: Number(runId) }),
      stringify: ({ runId }) => ({ runId: String(runId) }),
    },
    component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
  }),
] as const
