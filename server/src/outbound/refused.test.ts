import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConnectorError } from '@koppel/sdk'
import { door, erp, fails } from '../../test/outbound-door.ts'

describe('an address that is not allowed', () => {
  test('is refused with the setting that would allow it', async () => {
    const port = await erp((_request, response) => response.end('secret'))
    const call = door({ allow: [] }).fetch(`http://127.0.0.1:${port}/`)

    await fails(
      call,
      'misconfigured',
      new RegExp(`127\\.0\\.0\\.1:${port} to the setting KOPPEL_OUTBOUND_ALLOW`),
    )
  })

  test('is refused on another port than the one allowed', async () => {
    const port = await erp((_request, response) => response.end('secret'))
    const call = door({ allow: [`127.0.0.1:${port + 1}`] }).fetch(`http://127.0.0.1:${port}/`)

    await fails(call, 'misconfigured', /may not reach yet/)
  })

  test('is refused when a name resolves to it', async () => {
    const call = door({ allow: [], resolve: async () => ['10.0.0.1'] }).fetch('https://erp.example.com/')

    await fails(call, 'misconfigured', /lies in your own network/)
  })

  test('is refused when a name resolves to it beside a public one', async () => {
    const resolve = async () => ['93.184.216.34', '127.0.0.1']

    await fails(
      door({ allow: [], resolve }).fetch('https://erp.example.com/'),
      'misconfigured',
      /own network/,
    )
  })

  test('is refused as a name that hands out credentials', async () => {
    const resolve = async () => ['93.184.216.34']
    const call = door({ resolve }).fetch('https://metadata.google.internal/')

    await fails(call, 'misconfigured', /no connector may reach/)
  })

  for (const [address, sentence] of [
    ['not an address', /is not a web address/],
    ['file:///etc/passwd', /starting with file: cannot/],
    ['gopher://127.0.0.1:70/', /starting with gopher: cannot/],
    ['ftp://127.0.0.1/', /starting with ftp: cannot/],
    ['data:text/plain,x', /starting with data: cannot/],
    ['https://user:secret@erp.example.com/', /user name or password/],
    ['http://[fe80::1%25eth0]/', /is not a web address/],
  ] as const) {
    test(`is refused when it reads ${address}`, async () => {
      await fails(door().fetch(address), 'misconfigured', sentence)
    })
  }
})

describe('a name that answers differently each time', () => {
  test('is asked once for a connection, which goes to the address that was checked', async () => {
    let asked = 0
    let reached = 0
    const port = await erp((_request, response) => {
      reached += 1
      response.end('inside')
    })
    const resolve = async () => {
      asked += 1
      return [asked % 2 === 1 ? '127.0.0.1' : '127.0.0.2']
    }

    const response = await door({ resolve }).fetch(`http://erp.test:${port}/`)

    assert.equal(await response.text(), 'inside')
    assert.deepEqual([asked, reached], [1, 1])
  })

  test('never reaches the second, private answer', async () => {
    let reached = 0
    const port = await erp((_request, response) => {
      reached += 1
      response.end('inside')
    })

    for (let round = 0; round < 20; round += 1) {
      let asked = 0
      const resolve = async () => {
        asked += 1
        // The documentation range is refused as an address, so nothing leaves this machine either.
        return [asked === 1 ? '192.0.2.1' : '127.0.0.1']
      }
      await assert.rejects(door({ resolve }).fetch(`http://erp.test:${port}/`), ConnectorError)
    }

    assert.equal(reached, 0)
  })
})
