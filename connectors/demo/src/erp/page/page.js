import { closeCard, flash, newOf, openCard, openKey, refreshCard } from './card.js'
import { make } from './form.js'
import { call, listen } from './server.js'
import { language, speak, t, timeOf, told } from './texts.js'

const element = (id) => document.querySelector(`#${id}`)

const columns = {
  customer: ['NAME', 'STREETCITY', 'PHONE'],
  supplier: ['NAME', 'STREETCITY', 'PHONE'],
  person: ['NAME', 'POSITION', 'PHONE_MOBILE'],
  project: ['NAME', 'STATUS', 'ENDDATE'],
}

const state = {
  administration: 'main',
  type: 'customer',
  types: [],
  lists: {},
  next: undefined,
  relations: [],
  last: undefined,
}

await start()

async function start() {
  const { items } = await call('GET', 'administrations')
  const { types } = await call('GET', 'main/types')
  state.types = types
  const names = new Set(types.flatMap(({ fields }) => fields.flatMap(({ list }) => list ?? [])))
  await Promise.all(
    [...names].map(async (name) => {
      state.lists[name] = (await call('GET', `main/lists/${name}`)).items
    }),
  )
  state.administrations = items
  element('administration').onchange = async ({ target }) => {
    state.administration = target.value
    await choose(state.type)
  }
  element('search').oninput = later(() => load())
  element('more').onclick = () => load(state.next)
  element('new').onclick = () => openRecord(undefined)
  for (const button of document.querySelectorAll('[data-language]')) {
    button.onclick = async () => {
      const key = openKey()
      speak(button.dataset.language)
      draw()
      await choose(state.type)
      if (key) await openRecord(key)
    }
  }
  draw()
  await choose(location.hash.slice(1) in columns ? location.hash.slice(1) : 'customer')
  listen({
    changed: onChanged,
    back: reload,
    away: () => {
      element('last').textContent = t('lineLost')
    },
  })
}

/** Everything that depends on the language only. */
function draw() {
  document.documentElement.lang = language
  for (const one of document.querySelectorAll('[data-text]')) one.textContent = t(one.dataset.text)
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language))
  }
  const options = state.administrations.map(({ key, label }) =>
    make('option', { value: key, textContent: told(label) }),
  )
  element('administration').replaceChildren(...options)
  element('administration').value = state.administration
  element('tabs').replaceChildren(...state.types.map(({ type }) => tabOf(type)))
  element('search').placeholder = t('search')
  element('search').setAttribute('aria-label', t('search'))
  element('more').textContent = t('more')
  showLast()
}

function tabOf(type) {
  const tab = make('button', {
    type: 'button',
    id: `tab-${type}`,
    textContent: t(type),
    onclick: () => choose(type),
    onkeydown: moveTab,
  })
  tab.setAttribute('role', 'tab')
  tab.setAttribute('aria-controls', 'panel')
  return tab
}

function moveTab({ key }) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
  if (!step) return
  const at = state.types.findIndex(({ type }) => type === state.type)
  const { type } = state.types[(at + step + state.types.length) % state.types.length]
  void choose(type)
  element(`tab-${type}`).focus()
}

async function choose(type) {
  state.type = type
  history.replaceState(null, '', `#${type}`)
  for (const { type: one } of state.types) {
    const tab = element(`tab-${one}`)
    tab.setAttribute('aria-selected', String(one === type))
    tab.tabIndex = one === type ? 0 : -1
    if (one === type) tab.classList.remove('news')
  }
  element('panel').setAttribute('aria-labelledby', `tab-${type}`)
  element('new').textContent = t(newOf(type))
  const heads = [
    t('number'),
    ...columns[type].map((key) => told(fieldNamed(key)?.label ?? { nl: 'Naam', en: 'Name' })),
  ]
  element('columns').replaceChildren(...heads.map((textContent) => make('th', { scope: 'col', textContent })))
  element('search').value = ''
  closeCard()
  await load()
}

function place() {
  return `${state.administration}/actors/${state.type}`
}

function actorType() {
  return state.types.find(({ type }) => type === state.type)
}

function fieldNamed(key) {
  return actorType().fields.find((field) => field.key === key)
}

async function load(page, news = []) {
  const asked = place()
  const query = {
    text: element('search').value,
    limit: 100,
    fields: columns[state.type],
    ...(page ? { page } : {}),
  }
  const { actors, total, next } = await call('POST', `${asked}/search`, query)
  if (asked !== place()) return
  state.next = next
  const rows = actors.map(rowOf)
  if (page) element('rows').append(...rows)
  else element('rows').replaceChildren(...rows)
  element('more').hidden = next === undefined
  element('count').textContent = total === 0 ? t('none') : t('found', { count: total })
  markOpen()
  for (const row of rows) if (news.includes(row.dataset.key)) flash(row)
}

function rowOf(actor) {
  const cells = columns[state.type]
    .slice(1)
    .map((key) => make('td', { textContent: shown(key, actor.fields[key]) }))
  const name = make('button', { type: 'button', textContent: actor.title })
  const row = make(
    'tr',
    { onclick: () => openRecord(actor.key) },
    make('td', { textContent: actor.key }),
    make('td', {}, name),
    ...cells,
  )
  row.dataset.key = actor.key
  return row
}

function shown(key, value) {
  if (value === null || value === undefined) return ''
  const { type, list } = fieldNamed(key)
  if (type === 'list') return told(state.lists[list].find((item) => item.key === value)?.label ?? value)
  return type === 'date' ? new Date(value).toLocaleDateString(language, { timeZone: 'UTC' }) : String(value)
}

function markOpen() {
  for (const row of element('rows').children)
    row.setAttribute('aria-current', String(row.dataset.key === openKey()))
}

async function openRecord(key) {
  const asked = place()
  if (state.type === 'person') await loadRelations()
  const fields = actorType().fields.map((field) => field.key)
  const { actors } = key
    ? await call('POST', `${asked}/read`, { keys: [key], fields })
    : { actors: [{ fields: {} }] }
  if (asked !== place() || !actors[0]) return
  openCard(asked, actorType(), state.lists, actors[0], state.relations)
  markOpen()
  if (!key) document.querySelector('#card input:not([readonly])').focus()
}

async function loadRelations() {
  const found = await Promise.all(
    ['customer', 'supplier'].map(async (type) => {
      const { actors } = await call('POST', `${state.administration}/actors/${type}/search`, {
        limit: 200,
        fields: [],
      })
      return actors.map(({ key, title }) => ({ type, key, title }))
    }),
  )
  state.relations = found.flat()
}

// The ERP was away: whatever happened meanwhile was not told.
async function reload() {
  showLast()
  await load()
  await refreshCard('Demo ERP')
}

async function onChanged(changed) {
  if (changed.administration !== state.administration) return
  state.last = changed
  showLast()
  if (changed.type !== state.type) return element(`tab-${changed.type}`).classList.add('news')
  await load(undefined, changed.keys)
  if (changed.keys.includes(openKey())) await refreshCard(changed.by)
}

function showLast() {
  const { last } = state
  if (!last) {
    element('last').textContent = t('noChange')
    return
  }
  const what = last.keys.length === 1 ? last.keys[0] : t('several', { count: last.keys.length })
  element('last').textContent = t('lastChange', { what, time: timeOf(last.at), by: last.by })
}

function later(work) {
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, 150)
  }
}
