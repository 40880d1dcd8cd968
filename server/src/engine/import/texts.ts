import type { Text } from '@koppel/sdk'
import { fieldErrorText } from '../../erp/index.ts'
import type { ImportProblem, ImportWarning } from '../../store/tables.ts'

/** Why a row cannot be imported, was not, or needs a decision. */
export function problemText({ code }: ImportProblem): Text {
  return problems[code] ?? problems.notStorable ?? code
}

/** Why a value is left out. */
export function warningText({ code, value }: ImportWarning, itemName: (item: string) => Text): Text {
  return code === 'unmappedItem'
    ? fieldErrorText(code, { item: value }, itemName)
    : fieldErrorText(code, { length: [...String(value ?? '')].length, limit: '…' })
}

const problems: Readonly<Record<string, Text>> = {
  parentNotLinked: {
    en: 'The company it belongs to is not linked in this ERP connection. Import or link the company first.',
    nl: 'Het bedrijf waar dit bij hoort is in deze ERP-verbinding niet verbonden. Importeer of verbind eerst het bedrijf.',
  },
  parentUnknown: {
    en: 'The ERP does not say to which company this person belongs.',
    nl: 'Het ERP zegt niet bij welk bedrijf deze persoon hoort.',
  },
  mandatoryBlank: {
    en: 'The ERP delivers no name, and a record needs one. Fill it in in the ERP, or set a default.',
    nl: 'Het ERP levert geen naam en een record heeft die nodig. Vul hem in het ERP in, of stel een standaardwaarde in.',
  },
  twinInImport: {
    en: 'Another actor of this import has the same VAT number, or the same name and postcode.',
    nl: 'Een andere actor van deze import heeft hetzelfde btw-nummer, of dezelfde naam en postcode.',
  },
  candidateTaken: {
    en: 'The record that fits is linked to another actor already, or is meant for another actor of this import.',
    nl: 'Het record dat past is al met een andere actor verbonden, of is bedoeld voor een andere actor van deze import.',
  },
  otherCompany: {
    en: 'The person that fits belongs to another company.',
    nl: 'De persoon die past hoort bij een ander bedrijf.',
  },
  numbersDiffer: {
    en: 'The record that fits has another number or VAT number.',
    nl: 'Het record dat past heeft een ander nummer of btw-nummer.',
  },
  actorGone: {
    en: 'The ERP no longer has it.',
    nl: 'Het ERP heeft het niet meer.',
  },
  matchAppeared: {
    en: 'Since the preview a record appeared that may be the same. Decide, then try again.',
    nl: 'Sinds het voorbeeld is er een record bij gekomen dat hetzelfde kan zijn. Beslis en probeer opnieuw.',
  },
  matchGone: {
    en: 'The record it was to be linked to is gone, or linked to another actor since the preview. Decide anew.',
    nl: 'Het record waarmee het zou worden verbonden is sinds het voorbeeld weg of met een andere actor verbonden. Beslis opnieuw.',
  },
  notStorable: {
    en: 'The record could not be stored.',
    nl: 'Het record kon niet worden opgeslagen.',
  },
}
