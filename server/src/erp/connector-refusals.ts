import type { Text } from '@koppel/sdk'
import { type Fault, ProblemError } from '../problem.ts'
import type { Problem } from '../store/tables.ts'
import { sentence } from './texts.ts'

// Why a Sync Connector is not added, changed, deleted or restored; each at the field where it is mended.

export function invalidUrl(): ProblemError {
  return at('url', 422, 'connectorUrlInvalid', {
    en: 'Enter builtin:<id>, or an address that begins with https:// and holds no user name, password, ? or #.',
    nl: 'Vul builtin:<id> in, of een adres dat met https:// begint en geen gebruikersnaam, wachtwoord, ? of # bevat.',
  })
}

export function invalidSecret(): ProblemError {
  return at('secret', 422, 'connectorSecretInvalid', {
    en: 'A shared secret has no spaces, accents or line breaks: letters without accents, digits and signs only.',
    nl: 'Een gedeeld geheim heeft geen spaties, accenten of regeleinden: alleen letters zonder accent, cijfers en tekens.',
  })
}

export function unknownConnector(known: readonly string[]): ProblemError {
  const names = known.map((id) => `builtin:${id}`).join(', ')
  return at('url', 422, 'connectorUnknown', {
    en: `This installation has no connector of that name. It has: ${names}.`,
    nl: `Deze installatie heeft geen connector met die naam. Wel: ${names}.`,
  })
}

export function urlTaken(name: string | undefined): ProblemError {
  const by = name === undefined ? '' : ` (${name})`
  return at('url', 409, 'connectorTaken', {
    en: `There is a Sync Connector with this URL already${by}.`,
    nl: `Er is al een Sync Connector met deze URL${by}.`,
  })
}

export function nameTaken(): ProblemError {
  return at('name', 409, 'connectorNameTaken', {
    en: 'There is another Sync Connector with this name.',
    nl: 'Er is al een Sync Connector met deze naam.',
  })
}

/** A deleted one of this name is to come back. */
export function takenMeanwhile(name: string): ProblemError {
  return at('name', 409, 'connectorNameTaken', {
    en: `There is another Sync Connector called "${name}" now. Give that one another name first, then restore this one.`,
    nl: `Er is nu een andere Sync Connector die "${name}" heet. Geef die eerst een andere naam en herstel deze daarna.`,
  })
}

/** It is not saved because it does not answer, with what it, or the way to it, said. */
export function notAnswering({ explanation, detail }: Problem): ProblemError {
  const told = sentence([explanation], (why) => ({ en: `Not saved. ${why}`, nl: `Niet opgeslagen. ${why}` }))
  const faults = [{ code: 'connectorSilent', explanation, at: 'url' }]
  return new ProblemError(422, 'connectorSilent', told, {
    faults,
    ...(detail === undefined ? {} : { detail }),
  })
}

export function differs(before: string, now: string): Problem {
  return {
    code: 'connectorDiffers',
    explanation: {
      en: `At this address answers another connector ("${now}" instead of "${before}"). Add it as a new Sync Connector.`,
      nl: `Op dit adres antwoordt een andere connector ("${now}" in plaats van "${before}"). Voeg hem toe als nieuwe Sync Connector.`,
    },
  }
}

export function secretCleared(): ProblemError {
  return at('secret', 422, 'secretsCleared', {
    en: 'The host changed: please enter the shared secret again.',
    nl: 'De host is gewijzigd: voer het gedeelde geheim opnieuw in.',
  })
}

export function changedMeanwhile(): ProblemError {
  return new ProblemError(409, 'connectorChanged', {
    en: 'Somebody else changed this Sync Connector meanwhile. Refresh and try again.',
    nl: 'Iemand anders heeft deze Sync Connector intussen gewijzigd. Vernieuw en probeer opnieuw.',
  })
}

interface Named {
  readonly id: number
  readonly name: string
}

export function activeConnections(connections: readonly Named[]): ProblemError {
  return withConnections('connectorActive', connections, (names) => ({
    en: `The host can only change while none of its connections is active. Clear Active for: ${names}.`,
    nl: `De host kan alleen worden gewijzigd als geen van de verbindingen actief is. Maak Actief leeg bij: ${names}.`,
  }))
}

export function inUse(connections: readonly Named[]): ProblemError {
  return withConnections('connectorInUse', connections, (names) => ({
    en: `This Sync Connector is used by: ${names}. Delete these ERP connections first.`,
    nl: `Deze Sync Connector wordt gebruikt door: ${names}. Verwijder eerst deze ERP-verbindingen.`,
  }))
}

function withConnections(
  code: string,
  connections: readonly Named[],
  say: (names: string) => { en: string; nl: string },
): ProblemError {
  const explanation = say(connections.map(({ name }) => name).join(', '))
  const faults = connections.map(({ id, name }) => ({
    code: 'connection',
    explanation: name,
    at: `connection/${id}`,
  }))
  return new ProblemError(409, code, explanation, { faults })
}

function at(field: string, status: 409 | 422, code: string, explanation: Text): ProblemError {
  const faults: Fault[] = [{ code, explanation, at: field }]
  return new ProblemError(status, code, explanation, { faults })
}
