import { fieldOf, make, show, typedValue } from './form.js'
import { call, newId } from './server.js'
import { moment, t, told } from './texts.js'

const card = document.querySelector('#card')

let open

/** Shows the record to edit, or an empty form if it has no key yet. */
export function openCard(place, actorType, lists, actor, relations) {
  const message = make('p', { className: 'message' })
  message.setAttribute('role', 'status')
  const fields = actorType.fields.map((field) => fieldOf(field, actor.fields[field.key], lists))
  const form = make(
    'form',
    { noValidate: true, onsubmit: save },
    make('div', { className: 'grid' }, ...fields),
    message,
  )
  open = { place, actorType, lists, actor, relations, form, message, dirty: false }
  form.querySelector('.grid').prepend(...belongsTo(actorType, actor, relations))
  form.append(make('footer', {}, message, buttons(actor)))
  form.addEventListener('input', () => {
    open.dirty = true
  })
  const title = make('h2', { textContent: actor.key ? actor.title : t(newOf(actorType.type)) })
  const hint = make('p', { className: 'hint', id: 'hint', textContent: hintOf(actor) })
  card.replaceChildren(title, hint, form)
}

export function newOf(type) {
  return `new${type[0].toUpperCase()}${type.slice(1)}`
}

export function closeCard(text = t('choose')) {
  open = undefined
  card.replaceChildren(make('p', { className: 'hint', textContent: text }))
}

export const openKey = () => open?.actor.key

/** What somebody else did to the record that is open. */
export async function refreshCard(by) {
  if (!open?.actor.key) return
  const { place, actorType, actor, form, message } = open
  const fields = actorType.fields.map(({ key }) => key)
  const { actors } = await call('POST', `${place}/read`, { keys: [actor.key], fields })
  const [now] = actors
  if (!now) return closeCard(t('gone'))
  if (open?.actor !== actor || now.version === actor.version) return
  if (open.dirty) return tell(message, t('changedWhileEditing', { by }), 'wrong')
  open.actor = now
  for (const field of actorType.fields) {
    const before = JSON.stringify(actor.fields[field.key] ?? null)
    if (before !== JSON.stringify(now.fields[field.key] ?? null))
      showNew(field, form.elements[field.key], now)
  }
  card.querySelector('h2').textContent = now.title
  card.querySelector('#hint').textContent = hintOf(now)
  tell(message, t('changedByOther', { by }), '')
}

function showNew(field, input, actor) {
  show(field, input, actor.fields[field.key])
  flash(input.closest('.field'))
}

export function flash(element) {
  element.classList.remove('changed')
  void element.offsetWidth
  element.classList.add('changed')
}

function hintOf({ key, modifiedAt }) {
  return key ? `${key} · ${t('changedAt', { when: moment(modifiedAt) })}` : ''
}

function belongsTo({ type }, { key, parent }, relations) {
  if (type !== 'person') return []
  const options = relations.map(({ type: kind, key: relation, title }) =>
    make('option', { value: `${kind} ${relation}`, textContent: `${title} (${relation})` }),
  )
  const select = make('select', { id: 'parent', disabled: Boolean(key) })
  select.append(make('option', { value: '', textContent: t('blank') }), ...options)
  if (parent) select.value = `${parent.type} ${parent.key}`
  const label = make('label', { htmlFor: 'parent', textContent: t('belongsTo') })
  return [make('div', { className: 'field wide' }, label, select)]
}

function buttons(actor) {
  const bar = make('div', { className: 'bar' })
  bar.append(make('button', { type: 'submit', className: 'primary', textContent: t('save') }))
  bar.append(make('button', { type: 'button', textContent: t('cancel'), onclick: cancel }))
  if (actor.key) {
    bar.append(
      make('button', { type: 'button', className: 'danger', textContent: t('remove'), onclick: remove }),
    )
  }
  return bar
}

function cancel() {
  const { place, actorType, lists, actor, relations } = open
  if (!actor.key) return closeCard()
  openCard(place, actorType, lists, actor, relations)
}

async function save(event) {
  event.preventDefault()
  const { place, actor, form, message } = open
  const fields = changedFields()
  if (!fields) return
  const [type, key] = form.querySelector('#parent')?.value.split(' ') ?? []
  const draft = actor.key
    ? { kind: 'update', key: actor.key, version: actor.version, fields }
    : { kind: 'create', id: newId(), fields, ...(key ? { parent: { type, key } } : {}) }
  try {
    const asked = open.actorType.fields.map((field) => field.key)
    const { outcomes } = await call(actor.key ? 'PATCH' : 'POST', place, { drafts: [draft], fields: asked })
    settle(outcomes[0])
  } catch {
    tell(message, t('failed'), 'wrong')
  }
}

/** The fields that differ from what the record had; nothing if one of them cannot be read. */
function changedFields() {
  const { actorType, actor, form } = open
  const changed = {}
  for (const field of actorType.fields.filter(({ access }) => access !== 'readOnly')) {
    const input = form.elements[field.key]
    const value = typedValue(field, input)
    complain(field.key, value === undefined ? t('notNumber') : '')
    if (value === undefined) return
    if (value !== (actor.fields[field.key] ?? null)) changed[field.key] = value
  }
  return changed
}

function settle(outcome) {
  const { place, actorType, lists, message, relations } = open
  if (outcome.kind === 'refused') {
    complain(outcome.field, told(outcome.reason))
    return tell(message, `${t('notSaved')} ${told(outcome.reason)}`, 'wrong')
  }
  if (outcome.kind === 'gone') return closeCard(t('gone'))
  openCard(place, actorType, lists, outcome.actor ?? outcome.current, relations)
  if (outcome.kind === 'written') tell(open.message, t('saved'), 'good')
  else tell(open.message, t('outdated'), 'wrong')
}

function complain(key, words) {
  const input = open.form.elements[key]
  if (!input) return
  document.querySelector(`#wrong-${key}`).textContent = words
  input.setAttribute('aria-invalid', String(words !== ''))
  input.setAttribute('aria-describedby', `wrong-${key}`)
  if (words) input.focus()
}

function tell(message, words, mood) {
  message.textContent = words
  message.className = `message ${mood}`
}

function remove() {
  const { place, actorType, actor, message } = open
  const dialog = document.querySelector('#confirm')
  const [question, no, yes] = ['#question', '#no', '#yes'].map((id) => dialog.querySelector(id))
  const withPersons = actorType.type === 'customer' || actorType.type === 'supplier'
  question.textContent = t(withPersons ? 'sureRemoveAll' : 'sureRemove', { title: actor.title })
  no.textContent = t('cancel')
  yes.textContent = t('remove')
  no.onclick = () => dialog.close()
  yes.onclick = async () => {
    dialog.close()
    try {
      await call('DELETE', place, { keys: [actor.key] })
      closeCard(t('removed'))
    } catch {
      tell(message, t('failed'), 'wrong')
    }
  }
  dialog.showModal()
}
