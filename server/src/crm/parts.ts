import type { Store } from '../store/index.ts'
import type { LinksSeen } from './search/links-seen.ts'

export interface CrmParts {
  readonly store: Store
  readonly links: LinksSeen
}
