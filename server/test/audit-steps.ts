import assert from 'node:assert/strict'
import { settingSteps } from './audit-steps-of-settings.ts'
import { at, call, connection, desk, park, pastRun, refuse, type Step, sql } from './audit-world.ts'
import { activeConnection, connectorId, done, proofFor, settingsOf } from './erp-desk.ts'

// Every change an administrator can make, asked of a real installation: for audit-coverage.test.ts.

/** In this order: what one makes, another changes and a later one takes away. */
export const steps: readonly (readonly [route: string, step: Step])[] = [
  ...settingSteps,

  [
    'POST /connectors',
    async () => {
      // A second name for the one that is shipped: nothing has to answer elsewhere for this.
      await sql("update connector set deleted_at = now() where url = 'builtin:demo'")
      const answer = await call('POST', '/connectors', { name: 'Ours', url: 'builtin:demo' })
      at.connector = answer.body.id
      return answer
    },
  ],
  [
    'PATCH /connectors/{id}',
    async () => {
      const { revision } = (await call('GET', '/connectors')).body.find(
        ({ id }: { id: number }) => id === at.connector,
      )
      return await call('PATCH', `/connectors/${at.connector}`, { revision, name: 'Ours, renamed' })
    },
  ],
  ['DELETE /connectors/{id}', () => call('DELETE', `/connectors/${at.connector}`)],
  ['DELETE /connectors/{id}/deletion', () => call('DELETE', `/connectors/${at.connector}/deletion`)],

  [
    'POST /connections',
    async () => {
      const settings = settingsOf(desk)
      const proof = await proofFor(desk, settings)
      const given = { name: 'ERP', scope: { kind: 'everyone' }, settings, proof }
      return await call('POST', '/connections', { ...given, connectorId: await connectorId(desk) })
    },
  ],
  [
    'PUT /connections/{id}/activation',
    async () => {
      at.connection = await activeConnection(desk, 'Active ERP')
      return undefined
    },
  ],
  [
    'PATCH /connections/{id}',
    async () => {
      const { version } = done(await call('GET', connection()))
      return await call('PATCH', connection(), { version, description: 'Hoofdadministratie' })
    },
  ],
  ['PUT /connections/{id}/description', () => call('PUT', connection('/description'))],
  ['PUT /connection-priorities', () => call('PUT', '/connection-priorities', { ids: [at.connection] })],
  [
    'PUT /connections/{id}/mappings/{actorType}',
    async () => {
      const [mapping] = done(await call('GET', connection('/mappings')))
      const fields = mapping.fields.map((field: { key: string }) =>
        field.key === 'CATEGORY' || field.key === 'GROUP'
          ? { ...field, crmField: 'category', toCrm: true }
          : { ...field, ...(field.key === 'FAX' ? { crmField: 'fax', toCrm: true } : {}) },
      )
      return await call('PUT', connection(`/mappings/${mapping.actorType}`), {
        ...{ version: mapping.version, enabled: true, fields },
      })
    },
  ],
  [
    'PUT /connections/{id}/list-mappings/{erpList}/{crmList}',
    async () => {
      const [list] = done(await call('GET', connection('/list-mappings')))
      assert.ok(list, 'a list field is mapped')
      const [crm] = list.crmItems
      const items = [{ erpItem: list.items[0].erpItem, crmItem: crm.key }]
      const path = connection(`/list-mappings/${list.erpList}/${list.crmList}`)
      return await call('PUT', path, { version: list.version, items })
    },
  ],
  [
    'PUT /connections/{id}/defaults/{actorType}',
    async () => {
      const [defaults] = done(await call('GET', connection('/defaults')))
      const fields = [{ key: 'PHONE', hasDefault: true, value: '088', askUser: false, mandatory: false }]
      const path = connection(`/defaults/${defaults.actorType}`)
      return await call('PUT', path, { version: defaults.version, fields })
    },
  ],
  [
    'PUT /connections/{id}/ranks/{actorType}',
    async () => {
      const [ranks] = done(await call('GET', connection('/ranks')))
      const fields = ranks.fields.map(({ key }: { key: string }) => key).reverse()
      return await call('PUT', connection(`/ranks/${ranks.actorType}`), { version: ranks.version, fields })
    },
  ],
  ['PUT /connections/{id}/call-limit', () => call('PUT', connection('/call-limit'), { callsPerMinute: 60 })],
  [
    'PUT /connections/{id}/comparison-schedule',
    () => call('PUT', connection('/comparison-schedule'), { every: 'day' }),
  ],
  [
    'PUT /connections/{id}/confirmation',
    async () => {
      await sql(
        `update connection set state = 'stopped', state_reason = '{"code":"breaker","explanation":"x"}' where id = $1`,
        [at.connection],
      )
      return await call('PUT', connection('/confirmation'), { stands: 'rules' })
    },
  ],

  [
    'POST /parked/tries',
    async () => {
      const { rows } = await sql("insert into company (name) values ('Acme') returning id")
      const link = await sql(
        `insert into link (connection_id, actor_type, actor_key, record_type, record_id)
         values ($1, 'customer', 'K-1', 'company', $2) returning id`,
        [at.connection, rows[0].id],
      )
      at.link = Number(link.rows[0].id)
      await park()
      return await call('POST', '/parked/tries', { connectionId: at.connection })
    },
  ],
  [
    'POST /parked/skips',
    async () => {
      await park()
      return await call('POST', '/parked/skips', { connectionId: at.connection })
    },
  ],
  [
    'POST /parked/{id}/tries',
    async () => {
      await park()
      const { rows } = await sql('select id from parked where link_id = $1 and resolved_at is null', [
        at.link,
      ])
      return await call('POST', `/parked/${rows[0].id}/tries`)
    },
  ],
  [
    'POST /field-errors/tries',
    async () => {
      await refuse()
      return await call('POST', '/field-errors/tries', { connectionId: at.connection })
    },
  ],
  [
    'POST /field-errors/skips',
    async () => {
      await refuse()
      return await call('POST', '/field-errors/skips', { connectionId: at.connection })
    },
  ],

  ['PUT /engine', () => call('PUT', '/engine', { running: false, intervalSeconds: 60 })],
  ['PUT /engine/retention', () => call('PUT', '/engine/retention', { runDays: 30, logDays: 100 })],
  [
    'POST /connections/{id}/resyncs',
    async () => {
      const answer = await call('POST', connection('/resyncs'), { target: 'crm' })
      at.run = answer.body.id ?? answer.body.runId
      return answer
    },
  ],
  ['DELETE /long-work/{id}', () => call('DELETE', `/long-work/${at.run}`)],
  ['POST /connections/{id}/previews', () => call('POST', connection('/previews'), { of: 'activation' })],
  ['POST /connections/{id}/comparison-runs', () => call('POST', connection('/comparison-runs'), {})],
  [
    'POST /comparison-runs/{id}/repairs',
    async () => {
      await sql("update run set state = 'done', finished_at = now() where state in ('queued', 'running')")
      const { rows } = await sql("select max(id) as id from run where kind = 'comparison'")
      await sql(
        `insert into difference (run_id, link_id, erp_field, crm_field, kind, has_base, erp_value, crm_value)
         values ($1, $2, 'PHONE', 'phone', 'missed', false, '"1"', '"2"')`,
        [rows[0].id, at.link],
      )
      return await call('POST', `/comparison-runs/${rows[0].id}/repairs`, { side: 'erp' })
    },
  ],
  ['POST /runs/{id}/undos', async () => await call('POST', `/runs/${await pastRun('pass')}/undos`)],
  ['POST /engine/restorations', () => call('POST', '/engine/restorations')],

  ['DELETE /connections/{id}/activation', () => call('DELETE', connection('/activation'))],
  ['DELETE /connections/{id}', () => call('DELETE', connection())],
  ['DELETE /connections/{id}/deletion', () => call('DELETE', connection('/deletion'))],
]
