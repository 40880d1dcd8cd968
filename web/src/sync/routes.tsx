import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administratorRoute } from '../shell/root-route.tsx'

export const syncRoutes = [
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/quote-sync',
    component: lazyRouteComponent(() => import('./quote-sync-page.tsx'), 'QuoteSyncPage'),
  }),
] as const
