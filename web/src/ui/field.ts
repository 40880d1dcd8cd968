/** What a field holds: exact decimals, ISO dates and list keys are text. */
export type Value = string | number | boolean | null

export interface FieldShape {
  readonly key: string
  readonly label: string
  readonly type: 'text' | 'integer' | 'decimal' | 'checkbox' | 'list' | 'date' | 'datetime'
  readonly mandatory: boolean
  readonly maxLength: number | null
  readonly items: readonly { key: string; name: string; inactive: boolean }[] | null
}

/** Whether the text in a field is no value of its type. */
export function misread(field: FieldShape, value: Value): boolean {
  if (typeof value !== 'string') return false
  if (field.type === 'date') return !/^\d{4}-\d{2}-\d{2}$/.test(value)
  if (field.type === 'datetime') return !/^\d{4}-\d{2}-\d{2}T.*Z$/.test(value)
  if (field.type === 'decimal') return !/^-?\d+(\.\d+)?$/.test(value)
  return field.type === 'integer'
}
