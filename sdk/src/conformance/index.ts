import { after, describe, test } from 'node:test'
import type { Connector } from '../connector.ts'
import type { Settings, SettingsOf } from '../settings.ts'
import { connecting } from './connecting.ts'
import { creating } from './creating.ts'
import { describing } from './describing.ts'
import type { Promises } from './promise.ts'
import { reading } from './reading.ts'
import { searching } from './searching.ts'
import { storing } from './storing.ts'
import { assertNone } from './told.ts'
import { type ConformanceOptions, DoesNotApply, openTrial } from './trial.ts'
import { writing } from './writing.ts'

export type { Check } from './promise.ts'
export { type ConformanceOptions, DoesNotApply, openTrial, type Trial } from './trial.ts'

const groups: Readonly<Record<string, Promises>> = {
  connecting,
  describing,
  reading,
  searching,
  writing,
  creating,
  storing,
}

/** Every promise of the contract by its title, with the check that holds a connector to it. */
export const promises: Promises = Object.assign({}, ...Object.values(groups))

/**
 * Registers one test of `node:test` for every promise a connector makes by implementing the contract.
 *
 * The ERP behind `settings` is read, and written where a type can be: give it one that may be filled with test
 * records, all of which are called “Koppel test …” and stay behind. `settings` may be a function where they are
 * known only once the tests run, e.g. because a `before` starts the ERP.
 */
export function checkConnector<S extends Settings>(
  connector: Connector<S>,
  settings: SettingsOf<S> | (() => SettingsOf<S> | Promise<SettingsOf<S>>),
  options: ConformanceOptions = {},
): void {
  const { exceptions = {} } = options

  describe(`connector ${connector.id}`, () => {
    const trial = openTrial(connector as unknown as Connector, settings, options)
    after(() => trial.close())

    test('makes exceptions only from promises there are', () => {
      const unknown = Object.keys(exceptions).filter((title) => !Object.hasOwn(promises, title))
      assertNone(unknown, `there is no promise with this title; the titles are in @koppel/sdk/conformance`)
    })

    for (const [group, checks] of Object.entries(groups)) {
      describe(group, () => {
        for (const [title, check] of Object.entries(checks)) {
          test(title, async (t) => {
            const reason = exceptions[title]
            if (reason !== undefined) return t.diagnostic(`Exception: ${title}: ${reason}`)
            await check(trial).catch((error: unknown) => {
              if (!(error instanceof DoesNotApply)) throw error
              t.diagnostic(`Does not apply: ${title}: ${error.message}`)
            })
          })
        }
      })
    }
  })
}
