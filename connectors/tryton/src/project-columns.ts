import type { Text, Value } from '@koppel/sdk'
import { as, type Column } from './columns.ts'
import { ownList, ownText } from './party-columns.ts'
import { dateToWire, numberOf, textOf } from './wire.ts'

/** A decimal that Tryton keeps as a float, shown `factor` times smaller, with two digits. */
function amount(
  key: string,
  name: string,
  label: Text,
  factor: number,
  wrap: (value: number) => unknown,
): Column {
  return {
    field: { key, label, type: 'decimal', decimals: 2, searchable: true },
    reads: [name],
    value: (row) => {
      const stored = numberOf(row[name])
      return stored === undefined ? null : (stored / factor).toFixed(2)
    },
    change: (value) => ({
      at: 'record',
      name,
      value: value === null ? null : wrap(Number(value) * factor),
    }),
  }
}

/** Tryton keeps the dates of a project with its timesheets. */
function timesheetDate(key: string, name: string, label: Text): Column {
  return {
    field: {
      key,
      label,
      help: {
        en: 'Tryton keeps it with the timesheets: a project that gets a date becomes available there.',
        nl: 'Tryton bewaart dit bij de urenregistratie: een project dat een datum krijgt, komt daar beschikbaar.',
      },
      type: 'date',
      searchable: true,
    },
    reads: [name, 'timesheet_available'],
    value: (row) => textOf(row[name]),
    change: (value: Value) => ({
      at: 'record',
      name,
      value: value === null ? null : dateToWire(String(value)),
    }),
  }
}

/** The fields of `project.work`; some versions number their projects. */
export function projectColumns(has: (field: string) => boolean): readonly Column[] {
  return [
    ownText('NAME', 'name', { en: 'Name', nl: 'Naam' }, 'mandatory'),
    ...(has('number') ? [ownText('NUMBER', 'number', { en: 'Number', nl: 'Nummer' }, 'readOnly')] : []),
    as(ownList('STATUS', 'status', 'statuses', { en: 'Status', nl: 'Status' }, 'status'), {
      access: 'mandatory',
    }),
    timesheetDate('STARTDATE', 'timesheet_start_date', { en: 'Start date', nl: 'Begindatum' }),
    timesheetDate('ENDDATE', 'timesheet_end_date', { en: 'End date', nl: 'Einddatum' }),
    amount(
      'EFFORT',
      'effort_duration',
      { en: 'Effort (hours)', nl: 'Inspanning (uren)' },
      3600,
      (seconds) => ({
        __class__: 'timedelta',
        seconds: Math.round(seconds),
      }),
    ),
    amount('PROGRESS', 'progress', { en: 'Progress (%)', nl: 'Voortgang (%)' }, 0.01, (part) =>
      Number(part.toFixed(4)),
    ),
    {
      field: { key: 'TEXT', label: { en: 'Comment', nl: 'Toelichting' }, type: 'text', searchable: true },
      reads: ['comment'],
      value: (row) => textOf(row.comment),
      change: (value) => ({ at: 'record', name: 'comment', value }),
      path: 'comment',
    },
  ]
}
