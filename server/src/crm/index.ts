export { loadDemoData } from './demo-data.ts'
export { type CrmField, type CrmFieldType, crmFields, type Section } from './fields.ts'
export { type CrmListItem, crmListItems } from './lists.ts'
export {
  type Candidate,
  findMatches,
  likeliest,
  type Match,
  type MatchKey,
  matchKeysOf,
  type NormalForm,
  type NormalForms,
  normalForms,
  verdictOf,
} from './matching/index.ts'
export { type NewRecord, newRecords, type RecordRows } from './new-records.ts'
export {
  type CrmRecord,
  insertRecord,
  type RecordChange,
  readRecords,
  recordTitles,
  type Writer,
  writeRecords,
} from './records.ts'
export { crmRoutes } from './routes.ts'
export { addToSelection, type NewSelection, saveRecordSelection } from './selections/record-selections.ts'
export { actorTypeNames } from './setup/actor-type-names.ts'
export { addStandardLists } from './standard-lists.ts'
export { fittingFields } from './validate.ts'
