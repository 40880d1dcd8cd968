import { language, moment, t, told } from './texts.js'

/** An element with properties and children, in one call. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** One label with its input; `lists` has the items of every list by name. */
export function fieldOf(field, value, lists) {
  const id = `field-${field.key}`
  const label = make('label', { htmlFor: id, textContent: told(field.label) })
  const input = inputOf(field, lists)
  Object.assign(input, { id, name: field.key })
  if (field.access === 'mandatory') input.required = true
  show(field, input, value)
  const wrong = make('span', { className: 'wrong', id: `wrong-${field.key}` })
  const tick = field.type === 'checkbox'
  const wide = field.key === 'TEXT' || field.key === 'NAME'
  const classes = `field${tick ? ' tick' : ''}${wide ? ' wide' : ''}`
  return make('div', { className: classes }, ...(tick ? [input, label] : [label, input]), wrong)
}

function inputOf(field, lists) {
  const readOnly = field.access === 'readOnly'
  if (field.type === 'list') return selectOf(lists[field.list], readOnly)
  if (field.type === 'checkbox') return make('input', { type: 'checkbox', disabled: readOnly })
  if (field.key === 'TEXT') return make('textarea', { rows: 3 })
  const input = make('input', { type: readOnly ? 'text' : (types[field.type] ?? 'text'), readOnly })
  if (field.type === 'datetime') input.step = 1
  if (field.type === 'decimal' || field.type === 'integer') input.inputMode = 'decimal'
  return input
}

const types = { date: 'date', datetime: 'datetime-local' }

function selectOf(items, disabled) {
  const options = items.map(({ key, label }) => make('option', { value: key, textContent: told(label) }))
  return make('select', { disabled }, make('option', { value: '', textContent: t('blank') }), ...options)
}

/** Puts a stored value into its input, the way people write it. */
export function show(field, input, value) {
  if (field.type === 'checkbox') input.checked = value === true
  else if (value === null || value === undefined) input.value = ''
  else if (field.type === 'datetime') input.value = input.readOnly ? moment(value) : localMoment(value)
  else if (field.type === 'decimal' && language === 'nl') input.value = value.replace('.', ',')
  else input.value = String(value)
}

/** The value in an input as the ERP wants it; `undefined` if it cannot be one. */
export function typedValue(field, input) {
  if (field.type === 'checkbox') return input.checked
  const text = input.value.trim()
  if (text === '') return null
  if (field.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : undefined
  if (field.type === 'decimal') return decimal(text)
  if (field.type === 'datetime') return `${new Date(text).toISOString().slice(0, 19)}Z`
  return input.value
}

function decimal(text) {
  const plain = text.replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : undefined
}

function localMoment(utc) {
  const date = new Date(utc)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
