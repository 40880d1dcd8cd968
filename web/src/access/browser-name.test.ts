import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserName } from './browser-name.ts'

const known: readonly (readonly [agent: string, name: string])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge Windows',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome Linux',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox macOS'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari iOS',
  ],
]

test('a browser is called what people call it', () => {
  for (const [agent, name] of known) {
    const { browser, system } = browserName(agent)
    assert.equal(`${browser} ${system}`, name)
  }
})

test('what is no browser has no name', () => {
  assert.deepEqual(browserName('curl/8.0'), { browser: undefined, system: undefined })
  assert.deepEqual(browserName(''), { browser: undefined, system: undefined })
})
