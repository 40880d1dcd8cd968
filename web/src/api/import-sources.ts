import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** Where one may import from, or why not; also the navigator asks. */
export const importSourcesQuery = queryOptions({
  queryKey: ['importSources'],
  queryFn: ({ signal }) => api('GET /import-sources', { signal }),
})
