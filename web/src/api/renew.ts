import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Asks anew for what is shown and may have changed.
 *
 * An answer that is on its way may be older than the change: it is awaited and asked for once more. It is not thrown
 * away, as `invalidateQueries` would do on its own: a list slower than the changes come in would never be shown.
 */
export function renew(queries: QueryClient, concerned: (query: Query) => boolean = () => true): void {
  for (const query of queries.getQueryCache().findAll({ predicate: concerned })) {
    const ask = () =>
      queries.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
    if (query.state.fetchStatus === 'fetching') void query.fetch().then(ask, ask)
    else void ask()
  }
}
