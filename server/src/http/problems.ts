import { ConnectorError, type Text, textIn } from '@koppel/sdk'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ProblemAnswer } from '../contract.ts'
import { namingCrm } from '../crm-name.ts'
import { notFound, ProblemError } from '../problem.ts'
import { databaseIsAway, databaseIsBusy, databaseIsFull } from '../store/index.ts'
import type { HttpEnv } from './env.ts'
import type { Logger } from './log.ts'

/** Answers an exception as a problem (RFC 9457). What nobody expected is logged, and told as nothing but a code. */
export function answerProblem(log: Logger, crmName = 'CRM') {
  return (error: unknown, c: Context<HttpEnv>): Response => {
    const known = knownProblem(error)
    if (!known) {
      log.error(
        { err: error, requestId: c.get('requestId'), path: c.req.path },
        'A request failed unexpectedly',
      )
    }
    const told = known ?? unexpected
    if (told.status === 503) c.header('retry-after', '2')
    // What is left of the request is not read.
    if (told.status === 413) c.header('connection', 'close')
    return c.body(JSON.stringify(problemOf(told, c, crmName)), told.status, {
      'content-type': 'application/problem+json',
    })
  }
}

/** The answer to an address that is not there. */
export function answerNotFound(c: Context<HttpEnv>): Response {
  return c.body(JSON.stringify(problemOf(notFound(), c)), 404, { 'content-type': 'application/problem+json' })
}

/** The answer to a method that an address does not have. */
export function answerMethodNotAllowed(c: Context<HttpEnv>, methods: readonly string[]): Response {
  const problem = new ProblemError(405, 'methodNotAllowed', methodNotAllowed)
  c.header('allow', methods.join(', '))
  return c.body(JSON.stringify(problemOf(problem, c)), 405, { 'content-type': 'application/problem+json' })
}

// Nobody reads more, and an answer should not outgrow its question.
const mostFaults = 100

interface Told extends Omit<ProblemError, 'status' | 'name' | 'message' | 'stack' | 'cause'> {
  readonly status: ProblemError['status'] | 500
}

function problemOf(told: Told, c: Context<HttpEnv>, crmName = 'CRM'): ProblemAnswer {
  const language = c.get('language') ?? 'en'
  const shown = (text: Text) => namingCrm(textIn(text, language), crmName)
  const isOperator = c.get('user')?.role === 'administrator'
  const forOperator = isOperator && told.detail ? namingCrm(told.detail, crmName) : undefined
  return {
    type: `urn:koppel:problem:${told.code}`,
    title: shown(told.explanation),
    status: told.status,
    code: told.code,
    ...(forOperator === undefined ? {} : { detail: forOperator }),
    requestId: c.get('requestId') ?? '',
    faults: told.faults.slice(0, mostFaults).map(({ code, explanation, at }) => ({
      code,
      title: shown(explanation),
      ...(at === undefined ? {} : { at }),
    })),
    ...(told.current === undefined ? {} : { current: told.current }),
  }
}

function knownProblem(error: unknown): Told | undefined {
  if (error instanceof ProblemError) return error
  if (error instanceof ConnectorError) return ofConnector(error)
  if (error instanceof HTTPException && error.status === 400) {
    return new ProblemError(400, 'malformedRequest', malformed, { detail: error.message })
  }
  if (isUnstorable(error)) return new ProblemError(400, 'malformedRequest', malformed)
  if (databaseIsAway(error)) return new ProblemError(503, 'databaseUnavailable', databaseUnavailable)
  if (databaseIsBusy(error)) return new ProblemError(503, 'databaseBusy', databaseBusy)
  if (databaseIsFull(error)) return new ProblemError(503, 'databaseFull', databaseFull)
  return undefined
}

function ofConnector({ kind, explanation, message }: ConnectorError): Told {
  const code = `erp${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
  return new ProblemError(502, code, explanation, { detail: message })
}

/** NUL, or half a character, in what was sent: PostgreSQL holds neither. */
function isUnstorable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05')
}

const unexpected: Told = {
  status: 500,
  code: 'internal',
  explanation: {
    en: 'Something went wrong that should not. Nothing was lost; try again, and tell the administrator the request number if it happens again.',
    nl: 'Er ging iets mis dat niet mis mag gaan. Er is niets verloren; probeer het opnieuw en geef de beheerder het verzoeknummer als het weer gebeurt.',
  },
  detail: undefined,
  faults: [],
  current: undefined,
}

const malformed: Text = { en: 'The request was not understood.', nl: 'Het verzoek is niet begrepen.' }
const methodNotAllowed: Text = { en: 'This cannot be done here.', nl: 'Dat kan hier niet.' }
const databaseUnavailable: Text = {
  en: 'The database does not answer at the moment. Your work is kept; try again in a few seconds.',
  nl: 'De database antwoordt op dit moment niet. Uw werk blijft behouden; probeer het over enkele seconden opnieuw.',
}
const databaseBusy: Text = {
  en: 'Others are working on the same data at the moment. Nothing was changed; try again in a few seconds.',
  nl: 'Anderen werken op dit moment aan dezelfde gegevens. Er is niets gewijzigd; probeer het over enkele seconden opnieuw.',
}
const databaseFull: Text = {
  en: 'The disk of the database is full. Everything can be read, and nothing is changed until the administrator has made room.',
  nl: 'De schijf van de database is vol. Alles kan worden gelezen, en er wordt niets gewijzigd tot de beheerder ruimte heeft gemaakt.',
}
