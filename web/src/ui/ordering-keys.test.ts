import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goalOf } from './ordering-keys.ts'

const plain = { altKey: false, shiftKey: false, ctrlKey: false, metaKey: false }
const order = ['a', 'b', 'c']
const press = (key: string, held: Partial<typeof plain> = {}) =>
  goalOf({ ...plain, ...held, key }, order, 'b')

test('Alt with an arrow moves, Alt with Home or End moves all the way', () => {
  assert.deepEqual(press('ArrowUp', { altKey: true }), { kind: 'move', by: -1 })
  assert.deepEqual(press('ArrowDown', { altKey: true }), { kind: 'move', by: 1 })
  assert.deepEqual(press('End', { altKey: true }), { kind: 'moveToEnd', end: 'last' })
})

test('an arrow goes on, with Shift it takes along, with Ctrl it only looks', () => {
  assert.deepEqual(press('ArrowDown'), { kind: 'go', key: 'c', how: 'one' })
  assert.deepEqual(press('ArrowUp', { shiftKey: true }), { kind: 'go', key: 'a', how: 'range' })
  assert.deepEqual(press('End', { ctrlKey: true }), { kind: 'go', key: 'c', how: 'none' })
})

test('space chooses, Ctrl with A chooses all, a letter seeks', () => {
  assert.deepEqual(press(' '), { kind: 'toggle' })
  assert.deepEqual(press('a', { metaKey: true }), { kind: 'all' })
  assert.deepEqual(press('N'), { kind: 'letter', letter: 'n' })
})

test('every other key stays what it is', () => {
  for (const key of ['Tab', 'Enter', 'Escape', 'F5']) assert.equal(press(key), undefined, key)
  assert.equal(press('c', { ctrlKey: true }), undefined)
  assert.equal(press('x', { altKey: true }), undefined)
})
