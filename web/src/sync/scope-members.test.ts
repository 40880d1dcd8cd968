import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chosenIn, membersOf, nameApart, sameScope, scopeOf } from './scope-members.ts'

const scope = {
  kind: 'selected' as const,
  users: [{ id: 'a b', canConnect: true, canCreate: true }],
  groups: [{ id: 7, canConnect: false, canCreate: false }],
}
const user = (id: string, disabled = false) => ({ id, name: id, email: `${id}@example.com`, disabled })

describe('the people in the scope of a connection', () => {
  test('come out of the picker as they went in', () => {
    assert.deepEqual(scopeOf(chosenIn(scope)), scope)
  })

  test('do not vanish because they may no longer sign in', () => {
    const chosen = chosenIn({ ...scope, users: [{ id: 'gone', canConnect: true, canCreate: false }] })
    const shown = membersOf([user('gone', true), user('other', true), user('here')], [], chosen, 'group')
    assert.deepEqual(
      shown.map(({ name }) => name),
      ['gone', 'here'],
    )
  })

  test('are told apart from groups of the same name', () => {
    const [group, person] = membersOf([user('sales')], [{ id: 1, name: 'sales' }], new Map(), 'group')
    assert.deepEqual([group?.detail, person?.detail], ['group', 'sales@example.com'])
    assert.notEqual(group?.id, person?.id)
  })

  test('are the same in another order, and others with another right', () => {
    const other = { id: 'c', canConnect: true, canCreate: false }
    const [first] = scope.users
    assert.ok(first)
    const both = { ...scope, users: [first, other] }
    assert.equal(sameScope(both, { ...scope, users: [other, first] }), true)
    assert.equal(sameScope(both, scope), false)
    assert.equal(sameScope(both, { ...scope, users: [first, { ...other, canCreate: true }] }), false)
    assert.equal(sameScope(scope, { ...scope, kind: 'everyone' }), false)
  })

  test('of one name are told apart by their e-mail address', () => {
    const users = [
      { id: '1', name: 'Jan', email: 'jan1@example.com' },
      { id: '2', name: 'Jan', email: 'jan2@example.com' },
      { id: '3', name: 'Lisa', email: 'lisa@example.com' },
    ]
    assert.deepEqual(
      ['1', '2', '3', 'gone'].map((id) => nameApart(users, id)),
      ['Jan (jan1@example.com)', 'Jan (jan2@example.com)', 'Lisa', undefined],
    )
  })
})
