import type { Text } from '@koppel/sdk'
import type { CompareReason } from '../../store/tables.ts'

interface Counts {
  readonly blank: number
  readonly gone: number
  readonly renamed: number
  readonly differs: number
}

/** What a stopped pass would have done. */
export function breakerText({ blank, gone, renamed }: Counts, links: number): Text {
  const en = [
    blank > 0 ? `empty fields of ${blank} records` : '',
    gone > 0 ? `find the actors of ${gone} records gone` : '',
    renamed > 0 ? `give ${renamed} records another name or number` : '',
  ]
  const nl = [
    blank > 0 ? `bij ${blank} kaarten velden leegmaken` : '',
    gone > 0 ? `${gone} kaarten zonder ERP-actor achterlaten` : '',
    renamed > 0 ? `${renamed} kaarten een andere naam of een ander nummer geven` : '',
  ]
  return {
    en: `The ERP would ${listed(en, 'and')}, of ${links} that are linked. That is unusual, so nothing of it was done. Is it right?`,
    nl: `Het ERP zou ${listed(nl, 'en')}, van de ${links} die verbonden zijn. Dat is ongewoon, daarom is er niets van gedaan. Klopt het?`,
  }
}

/** What a comparison found that somebody must look at. */
export function comparedText(reason: CompareReason, { differs, gone }: Counts, links: number): Text {
  const why = reasons[reason]
  return {
    en: `${why.en} Both sides were compared: of ${links} linked records ${differs} differ and ${gone} are not in the ERP. Nothing was written. How should it go on?`,
    nl: `${why.nl} Beide kanten zijn vergeleken: van ${links} verbonden kaarten verschillen er ${differs} en staan er ${gone} niet in het ERP. Er is niets geschreven. Hoe moet het verder?`,
  }
}

const reasons: Record<CompareReason, { readonly en: string; readonly nl: string }> = {
  restored: {
    en: 'The database seems to have been restored from a backup.',
    nl: 'De database lijkt te zijn teruggezet vanaf een back-up.',
  },
  cursor: {
    en: 'The ERP no longer knows where reading had stopped; perhaps it is another administration.',
    nl: 'Het ERP weet niet meer tot waar er gelezen was; misschien is het een andere administratie.',
  },
  settings: {
    en: 'The settings of this connection were changed; perhaps it is another administration now.',
    nl: 'De instellingen van deze verbinding zijn gewijzigd; misschien is het nu een andere administratie.',
  },
  asked: {
    en: 'Somebody asked for it.',
    nl: 'Iemand vroeg erom.',
  },
}

function listed(parts: readonly string[], and: string): string {
  const told = parts.filter((part) => part !== '')
  return [told.slice(0, -1).join(', '), told.at(-1)].filter(Boolean).join(` ${and} `)
}
