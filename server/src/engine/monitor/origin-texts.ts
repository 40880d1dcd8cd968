import type { Text } from '@koppel/sdk'
import type { ConflictRule } from '../../store/tables.ts'

export const originTexts = {
  user: (name: string | null, crm: string): Text =>
    name === null
      ? { en: `Entered in ${crm}.`, nl: `Ingevuld in ${crm}.` }
      : { en: `Entered by ${name}.`, nl: `Ingevuld door ${name}.` },
  connection: (name: string, why: string): Text => ({
    en: `Came from the ERP of ${name}: ${why}.`,
    nl: `Kwam uit het ERP van ${name}: ${why}.`,
  }),
  otherConnection: (): Text => ({
    en: 'Came from an ERP you have no access to.',
    nl: 'Kwam uit een ERP waar u geen toegang toe hebt.',
  }),
  created: (name: string | null): Text =>
    name === null
      ? { en: 'As it was when the record was made.', nl: 'Zoals het was toen de kaart werd gemaakt.' }
      : {
          en: `As it was when ${name} made the record.`,
          nl: `Zoals het was toen ${name} de kaart maakte.`,
        },
  createdBySync: (connection: string): Text => ({
    en: `Came from the ERP of ${connection} when the record was imported.`,
    nl: `Kwam uit het ERP van ${connection} toen de kaart werd geïmporteerd.`,
  }),
  unknown: (): Text => ({
    en: 'Longer ago than the history that is kept.',
    nl: 'Langer geleden dan de geschiedenis die wordt bewaard.',
  }),
}

interface Governed {
  readonly direction: 'toCrm' | 'toErp' | 'both'
  readonly conflictRule: ConflictRule
  readonly erpField: string
  readonly crmName: string
}

/** How a field travels, in a sentence. */
export function directionText({ direction, conflictRule, erpField, crmName }: Governed): Text {
  if (direction === 'toCrm') {
    return {
      en: `The ERP field ${erpField} decides: a change in ${crmName} is put back.`,
      nl: `Het ERP-veld ${erpField} beslist: een wijziging in ${crmName} wordt teruggezet.`,
    }
  }
  if (direction === 'toErp') {
    return {
      en: `${crmName} decides; the value goes to the ERP field ${erpField}.`,
      nl: `${crmName} beslist; de waarde gaat naar het ERP-veld ${erpField}.`,
    }
  }
  const both = bothChanged(crmName)[conflictRule]
  return {
    en: `Goes both ways with the ERP field ${erpField}; if both change, ${both.en}.`,
    nl: `Gaat heen en weer met het ERP-veld ${erpField}; wijzigen beide, dan ${both.nl}.`,
  }
}

function bothChanged(crm: string) {
  return {
    newest: { en: 'the newest wins', nl: 'wint de nieuwste' },
    erp: { en: 'the ERP wins', nl: 'wint het ERP' },
    crm: { en: `${crm} wins`, nl: `wint ${crm}` },
    ask: { en: 'somebody is asked', nl: 'wordt het gevraagd' },
  } as const
}
