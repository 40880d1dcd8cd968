import type access from './nl/access.json'
import type account from './nl/account.json'
import type audit from './nl/audit.json'
import type comparison from './nl/comparison.json'
import type connectors from './nl/connectors.json'
import type criteria from './nl/criteria.json'
import type crm from './nl/crm.json'
import type defaults from './nl/defaults.json'
import type erp from './nl/erp.json'
import type fields from './nl/fields.json'
import type importing from './nl/import.json'
import type longWork from './nl/longWork.json'
import type mapping from './nl/mapping.json'
import type monitor from './nl/monitor.json'
import type people from './nl/people.json'
import type ranking from './nl/ranking.json'
import type shell from './nl/shell.json'
import type sync from './nl/sync.json'
import type ui from './nl/ui.json'

// Makes `t` refuse a key that does not exist. A new area adds its line here.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui'
    keySeparator: false
    resources: {
      access: typeof access
      account: typeof account
      audit: typeof audit
      comparison: typeof comparison
      connectors: typeof connectors
      criteria: typeof criteria
      crm: typeof crm
      defaults: typeof defaults
      erp: typeof erp
      fields: typeof fields
      import: typeof importing
      longWork: typeof longWork
      mapping: typeof mapping
      monitor: typeof monitor
      people: typeof people
      ranking: typeof ranking
      shell: typeof shell
      sync: typeof sync
      ui: typeof ui
    }
  }
}
