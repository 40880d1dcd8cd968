import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { importSourcesQuery } from '../api/import-sources.ts'
import { shellRoute } from '../shell/root-route.tsx'
import { importQuery, importsQuery } from './import/queries.ts'
import { type Step, steps } from './import/steps.ts'

const numberOf = (value: unknown) => {
  const number = Number(value)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  validateSearch: (search: Record<string, unknown>): { connection?: number | undefined } => ({
    connection: numberOf(search.connection),
  }),
  loader({ context }) {
    void context.queries.prefetchQuery(importSourcesQuery)
    void context.queries.prefetchQuery(importsQuery)
  },
  component: lazyRouteComponent(() => import('./import/imports-page.tsx'), 'ImportsPage'),
})

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$importId',
  params: {
    parse: ({ importId }) => ({ importId: Number(importId) }),
    stringify: ({ importId }) => ({ importId: String(importId) }),
  },
  validateSearch: (search: Record<string, unknown>): { step?: Step | undefined } => ({
    step: steps.find((step) => step === search.step),
  }),
  beforeLoad({ params }) {
    if (numberOf(params.importId) === undefined) throw notFound()
  },
  loader({ context, params }) {
    void context.queries.prefetchQuery(importQuery(params.importId))
  },
  component: lazyRouteComponent(() => import('./import/import-page.tsx'), 'ImportPage'),
})

export const erpRoutes = [importsRoute, importRoute] as const
