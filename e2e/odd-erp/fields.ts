import type { Field, ListItem } from '@koppel/sdk'

/** How it describes its customers. */
export type Shape = 'odd' | 'changed' | 'wide' | 'none'

const words = 'De betalingsvoorwaarde die bij het aanmaken van een nieuwe debiteur wordt voorgesteld '
export const long = words.repeat(3).trim()
export const unbroken = 'Ononderbroken'.repeat(20)
export const strange = `<b>Vet</b> & "aan" 'halen' {{field}} $t(ok) %s \\ 🍞 ‮tfarg`

const odd: readonly Field[] = [
  { key: 'NAME', label: { en: 'Name', nl: 'Naam' }, type: 'text', access: 'mandatory', searchable: true },
  { key: 'STRANGE', label: strange, type: 'text', help: long },
  { key: 'LONG', label: long, type: 'text' },
  { key: 'UNBROKEN', label: unbroken, type: 'text' },
  { key: 'ref-1', label: 'Referentie', type: 'text' },
  { key: 'ref-2', label: 'Referentie', type: 'text' },
  { key: 'STATUS', label: 'Status', type: 'list', list: 'status' },
]

export const fieldsOf: Readonly<Record<Shape, readonly Field[]>> = {
  odd,
  // One is gone, one is new, one can no longer be written.
  changed: [
    ...odd
      .filter(({ key }) => key !== 'ref-2')
      .map((field) => (field.key === 'ref-1' ? ({ ...field, access: 'readOnly' } as const) : field)),
    { key: 'FRESH', label: 'Vers', type: 'text' },
  ],
  wide: [
    ...odd.filter(({ key }) => key === 'NAME'),
    { key: 'PASSWORD', label: 'Geheim', type: 'password' },
    ...Array.from({ length: 198 }, (_, index) => ({
      key: `F${index}`,
      label: `Vrij veld ${index}`,
      type: 'text' as const,
    })),
  ],
  none: [],
}

/** So many items; every fifth is called like the one before. */
export function itemsOf(count: number): ListItem[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `s${index}`,
    label: `Status ${index % 5 === 4 ? index - 1 : index}`,
  }))
}
