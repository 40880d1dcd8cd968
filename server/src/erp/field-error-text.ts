import type { Text } from '@koppel/sdk'
import { sentence } from './texts.ts'

/** Why a value does not fit the other side, as a person reads it; from the `code` and `detail` of a field error. */
export function fieldErrorText(
  code: string,
  detail: Readonly<Record<string, unknown>>,
  itemName: (item: string) => Text = (item) => item,
): Text {
  switch (code) {
    case 'tooLong':
      return {
        en: `The value has ${detail.length} characters; the other side takes ${detail.limit}. Shorten it.`,
        nl: `De waarde heeft ${detail.length} tekens; de andere kant neemt er ${detail.limit}. Maak de waarde korter.`,
      }
    case 'unmappedItem':
      return sentence([itemName(String(detail.item))], (item) => ({
        en: `The list item "${item}" has no counterpart yet. Map it in List mapping; the field then syncs by itself.`,
        nl: `Het lijstitem "${item}" heeft nog geen tegenhanger. Wijs het toe bij Lijsttoewijzing; het veld synchroniseert daarna vanzelf.`,
      }))
    case 'refused':
      return sentence([isText(detail.reason) ? detail.reason : ''], (reason) => ({
        en: `The ERP refused this value: ${reason}`,
        nl: `Het ERP weigerde deze waarde: ${reason}`,
      }))
    case 'mandatory':
      return {
        en: 'The other side needs a value here; it cannot be emptied.',
        nl: 'De andere kant heeft hier een waarde nodig; het veld kan niet leeg worden gemaakt.',
      }
    case 'notANumber':
      return { en: 'The value is not a number.', nl: 'De waarde is geen getal.' }
    case 'notADate':
      return { en: 'The value is not a date.', nl: 'De waarde is geen datum.' }
    case 'notACheckbox':
      return { en: 'The value is neither yes nor no.', nl: 'De waarde is ja noch nee.' }
    case 'invalidText':
      return {
        en: 'The text contains characters that cannot be stored.',
        nl: 'De tekst bevat tekens die niet kunnen worden opgeslagen.',
      }
    case 'typesDoNotFit':
      return {
        en: 'The types of the two fields no longer match. Change the mapping.',
        nl: 'De typen van de twee velden passen niet meer bij elkaar. Wijzig de toewijzing.',
      }
    default:
      return {
        en: `The value does not fit the other side (${code}).`,
        nl: `De waarde past niet aan de andere kant (${code}).`,
      }
  }
}

function isText(value: unknown): value is Text {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'en' in value)
}
