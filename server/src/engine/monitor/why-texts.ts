import type { Text } from '@koppel/sdk'

export type Reason = keyof typeof reasonTexts

interface Names {
  readonly connection: string
  readonly crm: string
  readonly field: string
  /** What the ERP, the connector or the field itself gave as reason. */
  readonly said: string
}

interface ReasonText {
  readonly title: Text
  /** What somebody can do; null: nothing has to be done. */
  readonly todo: Text | null
}

const say = (en: string, nl: string): Text => ({ en, nl })

/** Why a link does not sync, or that it does, in the order in which they are looked at. */
export const reasonTexts = {
  engineOff: () => ({
    title: say('The sync engine is off.', 'De synchronisatie staat uit.'),
    todo: say(
      'An administrator switches it on under Quote/Sync, Sync.',
      'Een beheerder zet haar aan bij Offerte/Synchroniseren, Synchroniseren.',
    ),
  }),
  connectionDeleted: ({ connection }) => ({
    title: say(
      `The ERP connection ${connection} was deleted.`,
      `De ERP-verbinding ${connection} is verwijderd.`,
    ),
    todo: say('An administrator can restore it.', 'Een beheerder kan haar herstellen.'),
  }),
  connectionInactive: ({ connection }) => ({
    title: say(
      `The ERP connection ${connection} is not active.`,
      `De ERP-verbinding ${connection} is niet actief.`,
    ),
    todo: say('An administrator activates it.', 'Een beheerder activeert haar.'),
  }),
  connectionStopped: ({ connection, said }) => ({
    title: say(
      `The ERP connection ${connection} has stopped. ${said}`.trim(),
      `De ERP-verbinding ${connection} is gestopt. ${said}`.trim(),
    ),
    todo: say(
      'An administrator has to mend this and activate or synchronise the connection again.',
      'Een beheerder moet dit oplossen en de verbinding daarna opnieuw activeren of laten synchroniseren.',
    ),
  }),
  connectionRetrying: ({ connection, said }) => ({
    title: say(
      `The ERP of ${connection} cannot be reached at the moment. ${said}`.trim(),
      `Het ERP van ${connection} is nu niet bereikbaar. ${said}`.trim(),
    ),
    todo: null,
  }),
  typeOff: ({ connection }) => ({
    title: say(
      `Records of this kind are no longer synchronised in ${connection}.`,
      `Dit soort kaarten wordt in ${connection} niet meer gesynchroniseerd.`,
    ),
    todo: say('An administrator ticks it in Mappings.', 'Een beheerder vinkt het aan bij Toewijzingen.'),
  }),
  held: () => ({
    title: say('This record is on hold.', 'Deze kaart wordt vastgehouden.'),
    todo: say('Release it when it may go on.', 'Geef haar vrij als zij weer verder mag.'),
  }),
  broken: ({ crm }) => ({
    title: say(
      `The actor is no longer in the ERP. The record in ${crm} is kept.`,
      `De ERP-actor bestaat niet meer in het ERP. De kaart in ${crm} blijft bewaard.`,
    ),
    todo: say(
      'Disconnect it, or connect it to another actor.',
      'Verbreek de verbinding, of verbind het met een andere ERP-actor.',
    ),
  }),
  inBin: ({ crm }) => ({
    title: say(`The record was deleted in ${crm}.`, `De kaart is in ${crm} verwijderd.`),
    todo: say('Restore it to go on.', 'Herstel haar om verder te gaan.'),
  }),
  conflict: ({ field }) => ({
    title: say(
      `${field} was changed on both sides, and the rule is to ask.`,
      `${field} is aan beide kanten gewijzigd, en de regel is: vragen.`,
    ),
    todo: say(
      'Choose which value stands. The other fields go on.',
      'Kies welke waarde geldt. De andere velden gaan door.',
    ),
  }),
  keepsChanging: ({ field }) => ({
    title: say(
      `${field} kept going back and forth between the two sides, so it was stopped.`,
      `${field} bleef heen en weer gaan tussen beide kanten en is daarom stilgezet.`,
    ),
    todo: say(
      'Choose which value stands. The other fields go on.',
      'Kies welke waarde geldt. De andere velden gaan door.',
    ),
  }),
  fieldError: ({ field, said }) => ({
    title: say(`${field}: ${said}`, `${field}: ${said}`),
    todo: say(
      'Change the value or the mapping. The other fields go on.',
      'Pas de waarde of de toewijzing aan. De andere velden gaan door.',
    ),
  }),
  skipped: ({ said }) => ({
    title: say(
      `Somebody put this record aside until it changes on either side. ${said}`,
      `Iemand heeft deze kaart apart gezet tot zij aan een van beide kanten wijzigt. ${said}`,
    ),
    todo: say(
      'Change it, or try it again under Monitor.',
      'Wijzig het, of probeer het opnieuw bij Bewaking.',
    ),
  }),
  parked: ({ said }) => ({
    title: say(`This record was put aside. ${said}`, `Deze kaart is apart gezet. ${said}`),
    todo: say(
      'Change the value; it is tried again by itself, or at once with Sync now.',
      'Pas de waarde aan; het wordt vanzelf opnieuw geprobeerd, of meteen met Nu synchroniseren.',
    ),
  }),
  unanswered: () => ({
    title: say(
      'The ERP has not said yet whether it took the last values. They are looked up there before anything is sent again.',
      'Het ERP heeft nog niet gezegd of het de laatste waarden heeft overgenomen. Dat wordt daar eerst nagekeken.',
    ),
    todo: null,
  }),
  waiting: () => ({
    title: say('A change waits for the next pass.', 'Een wijziging wacht op de volgende ronde.'),
    todo: null,
  }),
  unmappedItem: ({ field, said }) => ({
    title: say(`${field}: ${said}`, `${field}: ${said}`),
    todo: null,
  }),
  nothingMapped: () => ({
    title: say('No field is synchronised here.', 'Er wordt hier geen enkel veld gesynchroniseerd.'),
    todo: say(
      'An administrator sets a direction in Mappings.',
      'Een beheerder stelt een richting in bij Toewijzingen.',
    ),
  }),
  fieldNotMapped: ({ connection }) => ({
    title: say(
      `This field is not mapped to a field of ${connection}.`,
      `Dit veld is niet toegewezen aan een veld van ${connection}.`,
    ),
    todo: say('An administrator maps it in Mappings.', 'Een beheerder wijst het toe bij Toewijzingen.'),
  }),
  noDirection: ({ field }) => ({
    title: say(
      `${field} is mapped but has no direction.`,
      `${field} is toegewezen maar heeft geen richting.`,
    ),
    todo: say(
      'An administrator sets a direction in Mappings.',
      'Een beheerder stelt een richting in bij Toewijzingen.',
    ),
  }),
  onlyToCrm: ({ field, crm }) => ({
    title: say(
      `${field} only goes from the ERP to ${crm}: what is changed in ${crm} is put back.`,
      `${field} gaat alleen van het ERP naar ${crm}: wat in ${crm} wordt gewijzigd, wordt teruggezet.`,
    ),
    todo: say('Change it in the ERP.', 'Wijzig het in het ERP.'),
  }),
  onlyToErp: ({ field, crm }) => ({
    title: say(
      `${field} only goes from ${crm} to the ERP: what is changed in the ERP is put back.`,
      `${field} gaat alleen van ${crm} naar het ERP: wat in het ERP wordt gewijzigd, wordt teruggezet.`,
    ),
    todo: say(`Change it in ${crm}.`, `Wijzig het in ${crm}.`),
  }),
  inSync: () => ({ title: say('Both sides agree.', 'Beide kanten zijn gelijk.'), todo: null }),
} satisfies Readonly<Record<string, (names: Names) => ReasonText>>
