import type { Text } from '@koppel/sdk'

const texts: Readonly<Record<string, (crm: string) => Text>> = {
  erpChanged: () => ({ en: 'changed in the ERP', nl: 'gewijzigd in het ERP' }),
  crmChanged: (crm) => ({ en: `changed in ${crm}`, nl: `gewijzigd in ${crm}` }),
  restored: () => ({
    en: 'put back: the other side owns this field',
    nl: 'teruggezet: het veld is van de andere kant',
  }),
  newest: () => ({
    en: 'both sides changed it; the newest won',
    nl: 'aan beide kanten gewijzigd; de nieuwste won',
  }),
  noTime: () => ({
    en: 'both sides changed it; the ERP gives no time, so the ERP won',
    nl: 'aan beide kanten gewijzigd; het ERP geeft geen tijd, dus het ERP won',
  }),
  erpWins: () => ({
    en: 'both sides changed it; the ERP wins',
    nl: 'aan beide kanten gewijzigd; het ERP wint',
  }),
  crmWins: (crm) => ({
    en: `both sides changed it; ${crm} wins`,
    nl: `aan beide kanten gewijzigd; ${crm} wint`,
  }),
  notBlank: () => ({
    en: 'a blank does not overwrite a value',
    nl: 'een leeg veld overschrijft geen waarde',
  }),
  chosen: () => ({ en: 'chosen by a person', nl: 'gekozen door een gebruiker' }),
  justLinked: () => ({ en: 'first sync after linking', nl: 'eerste synchronisatie na het verbinden' }),
  repair: () => ({ en: 'a difference was mended', nl: 'een verschil is hersteld' }),
  resync: () => ({ en: 'synchronised anew', nl: 'opnieuw gesynchroniseerd' }),
  created: () => ({ en: 'made in the ERP', nl: 'gemaakt in het ERP' }),
  unanswered: () => ({
    en: 'sent; the ERP gave no answer and has another value now',
    nl: 'verzonden; het ERP gaf geen antwoord en heeft nu een andere waarde',
  }),
  undo: () => ({ en: 'undone', nl: 'ongedaan gemaakt' }),
}

/** What decided that a value moved, as a person reads it; a rule nobody knows stays as it is. */
export function ruleText(rule: string, crmName: string): Text {
  return Object.hasOwn(texts, rule) ? (texts[rule]?.(crmName) ?? rule) : rule
}
