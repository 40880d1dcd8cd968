import type { Text } from '@koppel/sdk'
import { type Fault, ProblemError } from '../problem.ts'
import type { Problem } from '../store/tables.ts'
import type { ActivationError } from '../sync/index.ts'
import type { StoredConfiguration } from './configuration.ts'
import { actorTypeNames, blockedText, sentence } from './texts.ts'

// Why a connection cannot be activated, each at the place where it is mended.

/** What the ERP, or the way to it, had against it. */
export function testFault({ code, explanation }: Problem): Fault {
  return { code, explanation, at: 'settings' }
}

/** 422 with one fault per thing to mend. */
export function cannotActivate(faults: readonly Fault[], problem: Problem | undefined): ProblemError {
  const title = {
    en: 'The ERP connection cannot be activated yet.',
    nl: 'De ERP-verbinding kan nog niet worden geactiveerd.',
  }
  const detail = problem?.detail
  return new ProblemError(422, 'cannotActivate', title, { faults, ...(detail !== undefined && { detail }) })
}

/** One thing to mend, in words, and where. */
export function faultOf(error: ActivationError, configuration: StoredConfiguration): Fault {
  return { code: error.code, explanation: explain(error, configuration), at: placeOf(error) }
}

function placeOf(error: ActivationError): string {
  if (error.code === 'duplicateListItem') return 'lists'
  if (error.code === 'noActorType') return 'mapping'
  if (error.code === 'actorTypeNotInErp') return error.actorType
  const field = `${error.actorType}/${error.erpField}`
  return error.code === 'mandatoryField' && !error.mappable ? `defaults/${field}` : field
}

function explain(error: ActivationError, { labelOf }: StoredConfiguration): Text {
  switch (error.code) {
    case 'noActorType':
      return {
        en: 'No actor type is synchronised: tick at least one in Mappings.',
        nl: 'Er wordt geen actor-type gesynchroniseerd: vink er ten minste één aan bij Toewijzingen.',
      }
    case 'actorTypeNotInErp':
      return sentence([actorTypeNames[error.actorType]], (type) => ({
        en: `The ERP no longer offers ${type}: clear its check box in Mappings.`,
        nl: `Het ERP biedt ${type} niet meer aan: maak het selectievakje leeg bij Toewijzingen.`,
      }))
    case 'mandatoryField':
      return about(error, (type, field) =>
        error.mappable
          ? {
              en: `${type}: ${field} is mandatory in the ERP. Give it a direction, or a default value.`,
              nl: `${type}: ${field} is verplicht in het ERP. Geef het een richting, of een standaardwaarde.`,
            }
          : {
              en: `${type}: ${field} is mandatory in the ERP. Give it a default value.`,
              nl: `${type}: ${field} is verplicht in het ERP. Geef het een standaardwaarde.`,
            },
      )
    case 'notInErp':
      return about(error, (type, field) => ({
        en: `${type}: ${field} is no longer in the ERP. Clear its direction, or map another field.`,
        nl: `${type}: ${field} is niet meer aanwezig in het ERP. Wis de richting, of wijs een ander veld toe.`,
      }))
    case 'noCrmField':
      return about(error, (type, field) => ({
        en: `${type}: the {crm} field that ${field} was mapped to no longer exists.`,
        nl: `${type}: het {crm}-veld waaraan ${field} was toegewezen bestaat niet meer.`,
      }))
    case 'crmFieldWrittenTwice':
      return about(error, (type, field) => ({
        en: `${type}: another ERP field already writes the {crm} field of ${field}.`,
        nl: `${type}: een ander ERP-veld schrijft al naar het {crm}-veld van ${field}.`,
      }))
    case 'directionNotPossible':
      return sentence(
        [
          actorTypeNames[error.actorType],
          labelOf(error.actorType, error.erpField),
          blockedText(error.blocked, { connection: error.connection ?? undefined }),
        ],
        (type, field, why) => ({
          en: `${type}: the direction of ${field} is not possible. ${why}`,
          nl: `${type}: de richting van ${field} is niet mogelijk. ${why}`,
        }),
      )
    case 'duplicateListItem':
      return {
        en: 'A {crm} list item is used twice in the list mapping.',
        nl: 'Een {crm}-lijstitem wordt twee keer gebruikt in de lijsttoewijzing.',
      }
  }

  function about(
    { actorType, erpField }: Extract<ActivationError, { readonly erpField: string }>,
    say: (type: string, field: string) => { en: string; nl: string },
  ): Text {
    return sentence([actorTypeNames[actorType], labelOf(actorType, erpField)], (type = '', field = '') =>
      say(type, field),
    )
  }
}
