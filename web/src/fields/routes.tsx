import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administratorRoute } from '../shell/root-route.tsx'
import { type RecordType, recordTypes } from './queries.ts'

const recordTypeIn = (given: unknown) => recordTypes.find((one) => one === given)

export const fieldsRoutes = [
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/fields',
    validateSearch: (search: Record<string, unknown>): { of?: RecordType | undefined } => ({
      of: recordTypeIn(search.of),
    }),
    component: lazyRouteComponent(() => import('./fields-page.tsx'), 'FieldsPage'),
  }),
  createRoute({
    getParentRoute: () => administratorRoute,
    path: '/settings/lists',
    validateSearch: (search: Record<string, unknown>): { list?: string | undefined } => ({
      list: typeof search.list === 'string' ? search.list : undefined,
    }),
    component: lazyRouteComponent(() => import('./lists-page.tsx'), 'ListsPage'),
  }),
] as const
