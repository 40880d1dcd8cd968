import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { shellRoute } from '../shell/root-route.tsx'
import { type ListAddress, readAddress } from './list-address.ts'
import { columnsQuery, fieldsQuery, type RecordType, recordQuery, recordTypes, viewQuery } from './queries.ts'

type Search = Record<string, unknown>

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)
// A number in a link, text in the address.
const count = (value: unknown) => {
  const number = typeof value === 'number' ? value : Number(text(value))
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
const oneOf = <const T extends string>(known: readonly T[], value: unknown) =>
  known.find((one) => one === value)

const recordTypeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/records/$recordType',
  params: {
    parse: ({ recordType }) => ({ recordType: recordType as RecordType }),
    stringify: ({ recordType }) => ({ recordType }),
  },
  beforeLoad({ params, context }) {
    if (!recordTypes.includes(params.recordType)) throw notFound()
    void context.queries.prefetchQuery(fieldsQuery(params.recordType))
  },
})

const listRoute = createRoute({
  getParentRoute: () => recordTypeRoute,
  path: '/',
  validateSearch: (search: Search): ListAddress => readAddress(search),
  loader({ context, params }) {
    void context.queries.prefetchQuery(columnsQuery(params.recordType))
    void context.queries.prefetchQuery(viewQuery(params.recordType))
  },
  component: lazyRouteComponent(() => import('./list-page.tsx'), 'ListPage'),
})

const newRoute = createRoute({
  getParentRoute: () => recordTypeRoute,
  path: '/new',
  validateSearch: (search: Search): { companyId?: number | undefined } => ({
    companyId: count(search.companyId),
  }),
  component: lazyRouteComponent(() => import('./new-page.tsx'), 'NewPage'),
})

const cardRoute = createRoute({
  getParentRoute: () => recordTypeRoute,
  path: '/$recordId',
  params: {
    parse: ({ recordId }) => ({ recordId: Number(recordId) }),
    stringify: ({ recordId }) => ({ recordId: String(recordId) }),
  },
  validateSearch: (search: Search): { tab?: Tab | undefined; edit?: string | undefined } => ({
    tab: oneOf(tabs, search.tab),
    edit: typeof search.edit === 'string' ? search.edit : undefined,
  }),
  beforeLoad({ params }) {
    if (!Number.isSafeInteger(params.recordId) || params.recordId < 1) throw notFound()
  },
  loader({ context, params }) {
    void context.queries.prefetchQuery(recordQuery(params.recordType, params.recordId))
  },
  component: lazyRouteComponent(() => import('./card-page.tsx'), 'CardPage'),
})

const mergeRoute = createRoute({
  getParentRoute: () => recordTypeRoute,
  path: '/$recordId/merge',
  params: {
    parse: ({ recordId }) => ({ recordId: Number(recordId) }),
    stringify: ({ recordId }) => ({ recordId: String(recordId) }),
  },
  validateSearch: (search: Search): { with?: number | undefined } => ({ with: count(search.with) }),
  beforeLoad({ params }) {
    if (!Number.isSafeInteger(params.recordId) || params.recordId < 1) throw notFound()
  },
  component: lazyRouteComponent(() => import('./merge/merge-page.tsx'), 'MergePage'),
})

const tabs = ['persons', 'projects', 'erp', 'history'] as const
type Tab = (typeof tabs)[number]

export const crmRoutes = [recordTypeRoute.addChildren([listRoute, newRoute, cardRoute, mergeRoute])] as const
