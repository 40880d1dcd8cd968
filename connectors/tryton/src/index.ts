import { type Connector, defineConnector, type Host, type ListItem } from '@koppel/sdk'
import { capabilities } from './kinds.ts'
import { listItems } from './lists.ts'
import { signIn } from './rpc.ts'
import { openSession } from './session.ts'
import { accountIn, choices, settings, type TrytonSettings } from './settings.ts'

/** The open-source ERP Tryton, 6.0 or newer, over JSON-RPC. */
export const tryton: Connector<typeof settings> = defineConnector({
  id: 'tryton',
  name: 'Tryton',
  version: '0.1.0',
  offers: { customer: capabilities, supplier: capabilities, person: capabilities, project: capabilities },
  settings,
  connect: openSession,
  settingItems,
})

async function settingItems(
  setting: string,
  values: Partial<TrytonSettings>,
  host: Host,
): Promise<readonly ListItem[]> {
  const account = accountIn(values)
  const choice = choices[setting]
  if (!account || !choice) return []
  const rpc = await signIn(account, host)
  try {
    return await listItems(rpc, choice, account.language, choice.key)
  } finally {
    await rpc.signOut()
  }
}
