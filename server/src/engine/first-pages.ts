import type { ActorTypeName, Page } from '@koppel/sdk'
import type { TypeMapping } from '../erp/index.ts'
import { pageSize } from './read-erp.ts'
import type { Work } from './work.ts'

/**
 * The first page of what changed in the ERP, asked for before the edits of the CRM are planned: where it says that
 * nothing did, these are told at once.
 */
export interface FirstPages {
  /** Whether the ERP just said that nothing changed. One that does not answer is heard when its changes are read. */
  areQuiet(mapping: TypeMapping): Promise<boolean>
  /** The ERP was asked something newer: its first page is asked for again. */
  forget(mapping: TypeMapping): Promise<void>
  /** The pages from the stored cursor on, beginning with the first if it is there. */
  pagesOf(mapping: TypeMapping): AsyncIterable<Page>
  /** Lets go of what nobody read. */
  close(): Promise<void>
}

type Asked = { readonly result: IteratorResult<Page> } | { readonly error: unknown }

interface Opened {
  readonly pages: AsyncIterator<Page>
  /** What was asked for already, in order. */
  readonly asked: Asked[]
}

export function firstPagesOf(work: Work, cursors: Readonly<Record<string, string | null>>): FirstPages {
  const opened = new Map<ActorTypeName, Opened>()

  async function open({ actorType, fields }: TypeMapping): Promise<Opened> {
    const known = opened.get(actorType)
    if (known) return known
    const reading = { fields: fields.map(({ erpField }) => erpField), pageSize }
    const pages = work.erp
      .changes(actorType, cursors[actorType] ?? undefined, reading)
      [Symbol.asyncIterator]()
    const one = { pages, asked: [await next(pages)] }
    opened.set(actorType, one)
    return one
  }

  async function forget(actorType: ActorTypeName): Promise<void> {
    const one = opened.get(actorType)
    opened.delete(actorType)
    await one?.pages.return?.()
  }

  return {
    async areQuiet(mapping) {
      const { pages, asked } = await open(mapping)
      if (!asked[0] || !isQuiet(asked[0], cursors[mapping.actorType] ?? null)) return false
      if (!asked[1]) asked.push(await next(pages))
      return asked[1] !== undefined && 'result' in asked[1] && asked[1].result.done === true
    },

    forget: ({ actorType }) => forget(actorType),

    async *pagesOf(mapping) {
      const { pages, asked } = await open(mapping)
      try {
        for (;;) {
          const page = asked.shift() ?? (await next(pages))
          if ('error' in page) throw page.error
          if (page.result.done) return
          yield page.result.value
        }
      } finally {
        await forget(mapping.actorType)
      }
    },

    async close() {
      for (const actorType of [...opened.keys()]) await forget(actorType)
    },
  }
}

async function next(pages: AsyncIterator<Page>): Promise<Asked> {
  try {
    return { result: await pages.next() }
  } catch (error) {
    return { error }
  }
}

/** A page that says that nothing happened since the cursor. */
function isQuiet(page: Asked, cursor: string | null): boolean {
  if ('error' in page || page.result.done) return false
  const { actors, gone, cursor: now } = page.result.value
  return actors.length === 0 && !gone?.length && now === cursor
}
