export { findMatches, type MatchOptions } from './find-matches.ts'
export { nearFrom } from './find-names.ts'
export {
  type Candidate,
  type Likely,
  likeliest,
  type Match,
  type MatchKey,
  type MatchVerdict,
  matchKeys,
  matchKeysOf,
  verdictOf,
} from './keys.ts'
export { type NormalForm, type NormalForms, normalForms } from './normal-form.ts'
