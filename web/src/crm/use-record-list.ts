import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { api } from '../api/client.ts'
import { addressOf, fromTheStart, isBare, type ListAddress, type ListView, viewOf } from './list-address.ts'
import { columnsQuery, listQuery, pageSize, type RecordType, viewQuery } from './queries.ts'

const route = getRouteApi('/shell/records/$recordType/')

/** A list as its address says, else as this user last looked at it. */
export function useRecordList(recordType: RecordType) {
  const navigate = route.useNavigate()
  const router = useRouter()
  const address = route.useSearch()
  const kept = useQuery(viewQuery(recordType))
  const columns = useQuery(columnsQuery(recordType))
  const keep = useKeep(recordType)
  const arriving = useArrival(address, kept.data, kept.isPending)
  const shown = { sort: kept.data?.sort, order: kept.data?.order, ...given(address) }
  const keys = address.columns?.split(',') ?? kept.data?.columns
  const { page = 1, ...search } = { ...shown, columns: keys?.join(',') }
  const list = useQuery({ ...listQuery(recordType, search), enabled: !arriving && !kept.isPending })

  /** Changes how the list is looked at, from its first page on, and keeps that for the next time. */
  function look(change: ListAddress): void {
    // Who has just opened a record must not be brought back to the list by what was typed before.
    if (router.latestLocation.pathname !== `/records/${recordType}`) return
    const next = { ...address, ...shown, columns: keys?.join(','), ...change, ...fromTheStart }
    keep(viewOf({ ...next, q: undefined }))
    void navigate({ search: next, replace: 'q' in change })
  }

  return {
    address,
    columns: columns.data,
    keys,
    list,
    search,
    look,
    sorted: { by: shown.sort ?? ('title' as const), descending: shown.order === 'desc' },
    view: viewOf({ ...address, ...shown, columns: keys?.join(',') }),
    from: (page - 1) * pageSize + 1,
    onStep: (place: { after?: string; before?: string }) => {
      const to = 'after' in place ? page + 1 : Math.max(1, page - 1)
      const search = to === 1 ? fromTheStart : { ...fromTheStart, ...place, page: to }
      void navigate({ search: (old) => ({ ...old, ...search }) })
    },
  }
}

export type RecordListState = ReturnType<typeof useRecordList>

function given(address: ListAddress): ListAddress {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined))
}

function useKeep(recordType: RecordType) {
  const queries = useQueryClient()
  const send = useDebouncedCallback(
    (view: ListView) => {
      // What fails to be kept is no loss that anybody should be stopped for.
      api('PUT /list-views/{recordType}', { params: { recordType }, json: view }).catch(() => undefined)
    },
    { delay: 500, flushOnUnmount: true },
  )
  return (view: ListView) => {
    queries.setQueryData(viewQuery(recordType).queryKey, view)
    send(view)
  }
}

/** Whoever comes to a list without saying how finds the filters of last time. True while that is found out. */
function useArrival(address: ListAddress, kept: ListView | undefined, pending: boolean): boolean {
  const navigate = route.useNavigate()
  const bare = useRef(isBare(address))
  const filters = kept?.filters
  const toShow = bare.current && isBare(address) && filters !== undefined && filters.length > 0
  useEffect(() => {
    if (pending) return
    if (toShow) void navigate({ search: { filters: addressOf({ filters }).filters }, replace: true })
    bare.current = false
  }, [pending, toShow, filters, navigate])
  return toShow
}
