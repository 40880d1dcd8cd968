import { connectionsInScope } from './access.ts'
import { couldBe, linkState } from './link-state.ts'

/** What lists of records say of links; see crm. */
export const linksSeen = { connectionsInScope, linkState, couldBe }
