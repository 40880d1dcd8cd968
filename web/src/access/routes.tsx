import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administratorRoute, rootRoute, shellRoute } from '../shell/root-route.tsx'
import { readAuditAddress } from './audit-address.ts'

const text = (value: unknown) => (typeof value === 'string' ? value : '')

export const accessRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    validateSearch: (search: Record<string, unknown>): { from?: string } =>
      text(search.from) ? { from: text(search.from) } : {},
    component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    validateSearch: (search: Record<string, unknown>) => ({ token: text(search.token) }),
    component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/set-password',
    component: lazyRouteComponent(() => import('./set-password-page.tsx'), 'SetPasswordPage'),
  }),
] as const

export const ownRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/account',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  }),
] as const

const tabs = ['groups', 'keys'] as const

export const peopleRoutes = [
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/users',
    validateSearch: (search: Record<string, unknown>): { tab?: (typeof tabs)[number] | undefined } => ({
      tab: tabs.find((tab) => tab === search.tab),
    }),
    component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/audit',
    validateSearch: readAuditAddress,
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
] as const
