export const actorTypeNames = {
  customer: { en: 'Customer', nl: 'Klant' },
  supplier: { en: 'Supplier', nl: 'Leverancier' },
  person: { en: 'Contact', nl: 'Persoon' },
  project: { en: 'Project', nl: 'Project' },
} as const
