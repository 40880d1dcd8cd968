import type { Text } from '@koppel/sdk'
import { fieldErrorText } from '../../erp/index.ts'
import { type Fault, ProblemError } from '../../problem.ts'
import type { CreateProblem } from '../../store/tables.ts'
import type { NewActorError, NewActorValue } from '../../sync/index.ts'

// What can stand in the way of a new actor, by code. Each is an answer to somebody, and what an intent keeps.

const texts = {
  createNotPossible: {
    en: 'The connector of this ERP connection cannot make new records of this kind. Make it in the ERP and connect it.',
    nl: 'De connector van deze ERP-verbinding kan dit soort gegevens niet maken. Maak het in het ERP en verbind het.',
  },
  createNotAllowed: {
    en: 'You have no right to create in the ERP in this connection. Ask an administrator for it.',
    nl: 'U hebt in deze verbinding geen recht om in het ERP te maken. Vraag een beheerder erom.',
  },
  companyNotLinked: {
    en: 'Link the company of this person in this ERP connection first.',
    nl: 'Verbind eerst het bedrijf van deze persoon in deze ERP-verbinding.',
  },
  recordTaken: {
    en: 'This record is already linked in this ERP connection. Disconnect it first.',
    nl: 'Deze kaart is al verbonden in deze ERP-verbinding. Verbreek eerst de verbinding.',
  },
  createPending: {
    en: 'A record is already being made in the ERP from this card. Wait for it, or decide what is to become of it.',
    nl: 'Van deze kaart wordt al iets in het ERP gemaakt. Wacht daarop, of beslis wat ermee moet gebeuren.',
  },
  valuesDoNotFit: {
    en: 'Some values are missing or do not fit the ERP. Nothing was made.',
    nl: 'Enkele waarden ontbreken of passen niet in het ERP. Er is niets gemaakt.',
  },
  recordGone: {
    en: 'The card was deleted meanwhile. What was made in the ERP stays there.',
    nl: 'De kaart is intussen verwijderd. Wat in het ERP is gemaakt, blijft daar staan.',
  },
  createdActorGone: {
    en: 'It was made in the ERP and has been deleted there since.',
    nl: 'Het is in het ERP gemaakt en daar sindsdien verwijderd.',
  },
  createUnanswered: {
    en: 'The ERP did not say whether it made this record. It is being looked for; nothing is made twice.',
    nl: 'Het ERP heeft niet gezegd of dit is gemaakt. Er wordt naar gezocht; er wordt niets dubbel gemaakt.',
  },
  createUnknown: {
    en: 'It is not known whether the ERP made this record. Choose it, have it made again, or leave it.',
    nl: 'Het is niet bekend of het ERP dit heeft gemaakt. Kies het, laat het opnieuw maken, of laat het erbij.',
  },
  createWaits: {
    en: 'The ERP cannot be reached at the moment. It is made as soon as the ERP answers.',
    nl: 'Het ERP is nu niet bereikbaar. Het wordt gemaakt zodra het ERP antwoordt.',
  },
  createStarted: {
    en: 'The ERP has already been told: it can no longer be called off.',
    nl: 'Het ERP heeft de opdracht al gekregen: die kan niet meer worden ingetrokken.',
  },
  createDecided: {
    en: 'This has been decided or found out meanwhile. Refresh to see what became of it.',
    nl: 'Dit is intussen al beslist of uitgezocht. Vernieuw om te zien wat het is geworden.',
  },
  notACandidate: {
    en: 'This is not one of the records that were found. Look again.',
    nl: 'Dit is niet een van de gevonden gegevens. Zoek opnieuw.',
  },
  givenUp: {
    en: 'Somebody decided to leave it. If the ERP made it after all, connect it.',
    nl: 'Iemand heeft besloten het erbij te laten. Heeft het ERP het toch gemaakt, verbind het dan.',
  },
} as const satisfies Record<string, { en: string; nl: string }>

export type CreateCode = keyof typeof texts

export function textOfCode(code: CreateCode): Text {
  return texts[code]
}

/** As an intent keeps it. */
export function createProblem(code: CreateCode, detail?: string): CreateProblem {
  return { code, explanation: texts[code], ...(detail === undefined ? {} : { detail }) }
}

/** As an answer to somebody. */
export function createRefused(
  status: 403 | 409 | 422,
  code: CreateCode,
  more: { readonly faults?: readonly Fault[]; readonly current?: unknown } = {},
): ProblemError {
  return new ProblemError(status, code, texts[code], more)
}

/** Why a value cannot be had, as a person reads it; `itemName` names the items of the record's list. */
export function newActorErrorText(
  error: NewActorError,
  { crmField }: Pick<NewActorValue, 'crmField'>,
  itemName?: (item: string) => Text,
): Text {
  if (error.kind === 'unknownItem') return notOnList
  if (error.kind === 'mandatory') return crmField === null ? missing : missingOnRecord
  const { kind, ...detail } = error
  return fieldErrorText(kind, detail, itemName)
}

export function faultsOf(values: readonly NewActorValue[]): Fault[] {
  return values.flatMap((value) =>
    value.error
      ? [{ code: value.error.kind, explanation: newActorErrorText(value.error, value), at: value.erpField }]
      : [],
  )
}

const missing = { en: 'The ERP needs a value here.', nl: 'Het ERP heeft hier een waarde nodig.' }
const missingOnRecord = {
  en: 'The ERP needs a value here. Fill it in here or on the card.',
  nl: 'Het ERP heeft hier een waarde nodig. Vul hem hier of op de kaart in.',
}
const notOnList = { en: 'Choose an item of the list.', nl: 'Kies een item uit de lijst.' }
