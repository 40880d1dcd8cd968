import type { Text } from '@koppel/sdk'
import type { Blocked } from '../sync/index.ts'

export { actorTypeNames } from '../crm/index.ts'

/** Why an arrow is grey, as its tooltip says it; `{crm}` stands for the name of the CRM. */
export function blockedText(
  blocked: Blocked,
  named: { readonly connection?: string | undefined } = {},
): Text {
  switch (blocked) {
    case 'noCrmField':
      return { en: 'Select a {crm} field first.', nl: 'Selecteer eerst een {crm}-veld.' }
    case 'notInErp':
      return {
        en: 'This field is no longer in the ERP.',
        nl: 'Dit veld is niet meer aanwezig in het ERP.',
      }
    case 'identifies':
      return {
        en: 'This field identifies the ERP actor; it cannot be synchronised.',
        nl: 'Dit veld identificeert de ERP-actor; het kan niet worden gesynchroniseerd.',
      }
    case 'erpReadOnly':
      return {
        en: 'The ERP field is read-only: nothing can be written to it.',
        nl: 'Het ERP-veld is alleen-lezen: er kan niets naar worden geschreven.',
      }
    case 'crmReadOnly':
      return {
        en: 'The {crm} field is read-only: nothing can be written to it.',
        nl: 'Het {crm}-veld is alleen-lezen: er kan niets naar worden geschreven.',
      }
    case 'typesDoNotFit':
      return {
        en: 'The field types do not match in this direction: information would be lost.',
        nl: 'De veldtypen passen niet in deze richting: er zou informatie verloren gaan.',
      }
    case 'writtenByField':
      return {
        en: 'Another ERP field already writes this {crm} field.',
        nl: 'Een ander ERP-veld schrijft al naar dit {crm}-veld.',
      }
    case 'writtenByConnection':
      return {
        en: `ERP connection "${named.connection ?? '?'}" already writes this {crm} field. Here it can only go both ways.`,
        nl: `ERP-verbinding "${named.connection ?? '?'}" schrijft al naar dit {crm}-veld. Hier kan het alleen in beide richtingen.`,
      }
  }
}

/** One sentence in both languages, with names that are texts themselves. */
export function sentence(
  names: readonly Text[],
  say: (...names: string[]) => { readonly en: string; readonly nl: string },
): Text {
  const inLanguage = (language: 'en' | 'nl') =>
    names.map((name) => (typeof name === 'string' ? name : (name[language] ?? name.en)))
  return { en: say(...inLanguage('en')).en, nl: say(...inLanguage('nl')).nl }
}

/** The text without what PostgreSQL cannot hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
