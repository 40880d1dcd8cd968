import type { Connector, Fields, Host, ListItem } from '@koppel/sdk'
import type { RemoteAbout } from '../../store/tables.ts'
import { BadAnswer } from '../answers.ts'
import { callRemote, type Remote } from './call.ts'
import { otherVersion } from './failures.ts'
import { remoteSession } from './session.ts'
import { about } from './wire.ts'

/**
 * A connector that runs elsewhere, as one of ours: see docs/decisions/0015-remote-connectors-over-https.md.
 *
 * What it answers is passed on as it came: a session of any connector is used through `guardedSession`, which checks it.
 */
export function remoteConnector({ about, ...remote }: Remote & { readonly about: RemoteAbout }): Connector {
  const { id, name, version, settings, offers, settingItems } = about
  return {
    ...{ id, name, version, settings },
    ...(offers && { offers }),
    connect: async (values, host) => await remoteSession(remote, present(values), host),
    ...(settingItems && {
      settingItems: async (setting, values, host) =>
        (await callRemote(remote, host, 'settingItems', {
          setting,
          values: present(values),
        })) as readonly ListItem[],
    }),
  }
}

/** Asks a remote connector what it is. */
export async function askAbout(remote: Remote, host: Host): Promise<RemoteAbout> {
  const given = about.safeParse(await callRemote(remote, host, 'about', {}))
  if (!given.success) {
    const [first] = given.error.issues
    const where = first?.path.map(String).join('.') || 'the top'
    throw new BadAnswer(
      `The remote connector answered about with something wrong at ${where}: ${first?.message}`,
    )
  }
  const { contract, ...rest } = given.data
  if (contract !== 1) throw otherVersion(remote.url, `contract ${contract}`)
  return rest as RemoteAbout
}

function present(values: Readonly<Record<string, Fields[string] | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
