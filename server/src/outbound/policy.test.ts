import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bareHostname } from './address.ts'
import { judge, networkPolicy } from './policy.ts'

const nothing = networkPolicy([])
const everything = networkPolicy(['0.0.0.0/0', '::/0'])

function verdict(url: string, policy = nothing) {
  const { protocol, hostname, port } = new URL(url)
  assert.ok(protocol === 'http:' || protocol === 'https:')
  const host = bareHostname(hostname)
  return judge(policy, protocol, host, host, Number(port) || (protocol === 'https:' ? 443 : 80))
}

describe('without a setting', () => {
  test('a public address is open over https and nothing else', () => {
    assert.equal(verdict('https://93.184.216.34/'), 'open')
    assert.equal(verdict('https://[2606:2800:220:1:248:1893:25c8:1946]/'), 'open')
    assert.equal(verdict('http://93.184.216.34/'), 'plainHttp')
  })

  for (const host of ['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '[fc00::1]', '[fd12:3456::1]']) {
    test(`the private address ${host} is not allowed`, () => {
      assert.equal(verdict(`https://${host}/`), 'notAllowed')
    })
  }

  const loopback = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '017700000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '①②⑦.⓪.⓪.①',
    '127.255.255.254',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
  ]
  for (const host of loopback) {
    test(`the loopback spelling ${host} is not allowed`, () => {
      assert.equal(verdict(`http://${host}/`), 'notAllowed')
    })
  }
})

describe('even with everything allowed', () => {
  const never = [
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '169.254.169.254.',
    '①⑥⑨.②⑤④.①⑥⑨.②⑤④',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
    '[2001:0:a9fe:a9fe::]',
    '169.254.0.1',
    '0.0.0.0',
    '0',
    '0.1.2.3',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '224.0.0.1',
    '239.255.255.250',
    '[ff02::1]',
    '255.255.255.255',
    '240.0.0.1',
    '[2001:db8::1]',
  ]
  for (const host of never) {
    test(`${host} stays shut`, () => {
      assert.equal(verdict(`https://${host}/`, everything), 'never')
    })
  }

  test('an address of the server itself stays shut, on that port', () => {
    const policy = networkPolicy(['127.0.0.0/8'], ['127.0.0.1:5432'])

    assert.equal(verdict('http://127.0.0.1:5432/', policy), 'never')
    assert.equal(verdict('http://127.0.0.1:8000/', policy), 'open')
  })
})

describe('an entry of the setting', () => {
  test('opens one address and not its neighbour', () => {
    const policy = networkPolicy(['192.168.0.120'])

    assert.equal(verdict('http://192.168.0.120:9999/', policy), 'open')
    assert.equal(verdict('http://192.168.0.121:9999/', policy), 'notAllowed')
  })

  test('with a port opens that port only', () => {
    const policy = networkPolicy(['192.168.0.120:8443', '[::1]:8000'])

    assert.equal(verdict('https://192.168.0.120:8443/', policy), 'open')
    assert.equal(verdict('https://192.168.0.120/', policy), 'notAllowed')
    assert.equal(verdict('http://[::1]:8000/', policy), 'open')
    assert.equal(verdict('http://[::1]:8001/', policy), 'notAllowed')
  })

  test('may be a network, with or without a port', () => {
    const policy = networkPolicy(['10.0.0.0/8', '[fd00::/8]:443', 'fc00::/8'])

    assert.equal(verdict('http://10.200.1.1/', policy), 'open')
    assert.equal(verdict('https://[fd00::5]/', policy), 'open')
    assert.equal(verdict('https://[fd00::5]:444/', policy), 'notAllowed')
    assert.equal(verdict('https://[fc00::5]:444/', policy), 'open')
  })

  test('may be a host name, which opens the private addresses of that name only', () => {
    const policy = networkPolicy(['ERP.intern:8000'])

    assert.equal(judge(policy, 'http:', 'erp.intern', '10.1.2.3', 8000), 'open')
    assert.equal(judge(policy, 'http:', 'erp.intern', '10.1.2.3', 8001), 'notAllowed')
    assert.equal(judge(policy, 'http:', 'other.intern', '10.1.2.3', 8000), 'notAllowed')
    assert.equal(judge(policy, 'http:', 'erp.intern', '169.254.169.254', 8000), 'never')
  })

  for (const entry of ['10.0.0.0/33', '10.0.0.1:0', '10.0.0.1:99999', '300.1.1.1', 'a b$c', 'http://erp/']) {
    test(`that reads ${entry} is an error at start`, () => {
      assert.throws(() => networkPolicy([entry]), RangeError)
    })
  }
})
