const texts = {
  nl: {
    administration: 'Administratie',
    customer: 'Klanten',
    supplier: 'Leveranciers',
    person: 'Personen',
    project: 'Projecten',
    newCustomer: 'Nieuwe klant',
    newSupplier: 'Nieuwe leverancier',
    newPerson: 'Nieuwe persoon',
    newProject: 'Nieuw project',
    search: 'Zoeken',
    more: 'Meer tonen',
    none: 'Niets gevonden.',
    found: ({ count }) => `${count} gevonden`,
    number: 'Nummer',
    choose: 'Kies links een regel om die te bekijken en te wijzigen.',
    changedAt: ({ when }) => `Laatst gewijzigd op ${when}`,
    lastChange: ({ what, time, by }) => `Laatste wijziging: ${what} om ${time} door ${by}`,
    noChange: 'Nog niets gewijzigd sinds deze pagina open is',
    lineLost: 'Geen verbinding met het Demo ERP; er wordt opnieuw verbinding gemaakt…',
    save: 'Opslaan',
    remove: 'Verwijderen',
    cancel: 'Annuleren',
    saved: 'Opgeslagen.',
    removed: 'Verwijderd.',
    sureRemove: ({ title }) => `“${title}” verwijderen?`,
    sureRemoveAll: ({ title }) => `“${title}” verwijderen? Personen die hierbij horen, verdwijnen mee.`,
    notSaved: 'Niet opgeslagen.',
    outdated: 'Niet opgeslagen: een ander heeft dit net gewijzigd. Hieronder staan de nieuwste waarden.',
    gone: 'Dit is door een ander verwijderd.',
    changedByOther: ({ by }) => `Net gewijzigd door ${by}. De gekleurde velden zijn nieuw.`,
    changedWhileEditing: ({ by }) =>
      `Let op: ${by} heeft dit net gewijzigd. Opslaan kan pas na opnieuw kiezen.`,
    belongsTo: 'Hoort bij',
    blank: '(leeg)',
    several: ({ count }) => `${count} regels`,
    notNumber: 'Vul een getal in.',
    failed: 'Het Demo ERP antwoordt niet. Probeer het opnieuw.',
  },
  en: {
    administration: 'Administration',
    customer: 'Customers',
    supplier: 'Suppliers',
    person: 'Persons',
    project: 'Projects',
    newCustomer: 'New customer',
    newSupplier: 'New supplier',
    newPerson: 'New person',
    newProject: 'New project',
    search: 'Search',
    more: 'Show more',
    none: 'Nothing found.',
    found: ({ count }) => `${count} found`,
    number: 'Number',
    choose: 'Choose a line on the left to look at it and change it.',
    changedAt: ({ when }) => `Last changed on ${when}`,
    lastChange: ({ what, time, by }) => `Last change: ${what} at ${time} by ${by}`,
    noChange: 'Nothing has changed since this page was opened',
    lineLost: 'No connection to the Demo ERP; trying again…',
    save: 'Save',
    remove: 'Delete',
    cancel: 'Cancel',
    saved: 'Saved.',
    removed: 'Deleted.',
    sureRemove: ({ title }) => `Delete “${title}”?`,
    sureRemoveAll: ({ title }) => `Delete “${title}”? Persons that belong to it go with it.`,
    notSaved: 'Not saved.',
    outdated: 'Not saved: somebody else has just changed this. Below are the newest values.',
    gone: 'Somebody else has deleted this.',
    changedByOther: ({ by }) => `Just changed by ${by}. The coloured fields are new.`,
    changedWhileEditing: ({ by }) => `Careful: ${by} has just changed this. Choose it again before saving.`,
    belongsTo: 'Belongs to',
    blank: '(blank)',
    several: ({ count }) => `${count} lines`,
    notNumber: 'Fill in a number.',
    failed: 'The Demo ERP does not answer. Try again.',
  },
}

const remembered = localStorage.getItem('language')

export let language = remembered ?? (navigator.language.startsWith('nl') ? 'nl' : 'en')

export function speak(chosen) {
  language = chosen
  localStorage.setItem('language', chosen)
}

export function t(key, values = {}) {
  const text = texts[language][key]
  return typeof text === 'function' ? text(values) : text
}

/** Text that comes from the ERP itself. */
export function told(text) {
  return typeof text === 'string' ? text : (text[language] ?? text.en)
}

export function moment(utc) {
  return new Date(utc).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })
}

export function timeOf(utc) {
  return new Date(utc).toLocaleTimeString(language)
}
