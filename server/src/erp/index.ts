export {
  type Access,
  checkConnection,
  checkLink,
  connectionsInScope,
} from './access.ts'
export { type ActorField, actorFields, type LiveField, liveFields } from './actor-fields.ts'
export {
  type Caller,
  cameBack,
  isQuiet,
  mayCall,
  NotCalled,
  rememberFailure,
} from './call-gate.ts'
export { prepareConnectors } from './connectors.ts'
export { type GivenCriterion, readCriteria, searchFields } from './criteria.ts'
export { ConnectorFault, problemOfConnector } from './failure.ts'
export { fieldErrorText } from './field-error-text.ts'
export { callWithinMs } from './guarded-session.ts'
export { type LinkStateName, linkState } from './link-state.ts'
export { companyLink } from './links.ts'
export { linksSeen } from './links-seen.ts'
export { type FieldMapping, readMapping, shapeOf, type TypeMapping } from './mapping.ts'
export { type NamedNewField, newActorFields } from './new-actor-fields.ts'
export type { ErpParts, Log } from './parts.ts'
export { type ProposedMapping, proposedMapping } from './proposed-mapping.ts'
export { erpRoutes } from './routes.ts'
export { type OpenSession, sessionOpener } from './session.ts'
export { type Stray, strayOf } from './stray.ts'
export type { TabParts } from './tab-routes.ts'
export { crmItemNames, erpItemNames, type ItemName, valueText } from './value-text.ts'
