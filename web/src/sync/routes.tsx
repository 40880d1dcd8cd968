import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administratorRoute } from '../shell/root-route.tsx'

interface QuoteSyncAddress {
  readonly tab?: 'monitor' | undefined
}

export const syncRoutes = [
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/quote-sync',
    validateSearch: ({ tab }: Record<string, unknown>): QuoteSyncAddress =>
      tab === 'monitor' ? { tab } : {},
    component: lazyRouteComponent(() => import('./quote-sync-page.tsx'), 'QuoteSyncPage'),
  }),
] as const
