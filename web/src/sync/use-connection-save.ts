import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ownChanges } from './connection-changes.ts'
import { type Draft, draftOf, markOf, type Tested } from './connection-draft.ts'
import type { Connection } from './queries.ts'

/** ERP-verbinding testen: tries what is in the form and remembers what that was. */
export function useConnectionTest(connectionId: number | undefined) {
  const [tested, setTested] = useState<Tested>()
  const test = useMutation({
    mutationFn: async (draft: Draft): Promise<Tested> => {
      const { connectorId, settings } = draft
      const answer = await api('POST /connection-tests', {
        json: {
          connectorId: connectorId ?? 0,
          settings,
          ...(connectionId === undefined ? {} : { connectionId }),
        },
      })
      return { of: markOf(draft), answer }
    },
    onMutate: () => setTested(undefined),
    onSuccess: setTested,
  })
  return { tested, run: test.mutate, isPending: test.isPending, error: test.error }
}

interface Save {
  readonly draft: Draft
  readonly tested: Tested | undefined
}

/** Adds the connection, or changes what differs from how it was when the form was opened. */
export function useConnectionSave(connection: Connection | undefined, onSaved: (id: number) => void) {
  const { t } = useTranslation('sync')
  const queries = useQueryClient()
  /** The connection as it is now, when somebody else was first. */
  const [theirs, setTheirs] = useState<Connection>()
  const save = useMutation({
    mutationFn: async ({ draft, tested }: Save): Promise<Connection> => {
      const proof = tested?.answer.ok ? tested.answer.proof : ''
      if (!connection) {
        const { name, description, scope, settings, connectorId } = draft
        return await api('POST /connections', {
          json: { name, description, scope, settings, proof, connectorId: connectorId ?? 0 },
        })
      }
      const { id, version } = connection
      const changes = ownChanges(draftOf(connection), draft)
      if (Object.keys(changes).length === 0) return connection
      const json = { version, ...changes, ...(changes.settings && { proof }) }
      return await api('PATCH /connections/{id}', { params: { id }, json }).catch(async (error: unknown) => {
        if (isOvertaken(error)) setTheirs(await readNow(id))
        throw error
      })
    },
    onMutate: () => setTheirs(undefined),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['connections'] })
      notifyDone(t('define.saved', { name: saved.name }))
      onSaved(saved.id)
    },
  })
  return { ...save, theirs: save.error ? theirs : undefined }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && error.problem.code === 'connectionChanged'
}

async function readNow(id: number): Promise<Connection | undefined> {
  return await api('GET /connections/{id}', { params: { id } }).catch(() => undefined)
}

/** What the server says of single settings. */
export function faultsAt(error: Error | null): ReadonlyMap<string, string> {
  const faults = error instanceof ApiError ? error.problem.faults : []
  return new Map(faults.flatMap(({ at, title }) => (at === undefined ? [] : [[at, title] as const])))
}
