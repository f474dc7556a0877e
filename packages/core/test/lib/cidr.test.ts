import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAddressMatcher } from '../../src/lib/cidr.js'

function lies(address: string | undefined, ...blocks: readonly string[]): boolean {
  const matcher = createAddressMatcher(blocks)
  if (matcher === undefined) throw new Error(`They are no blocks: ${blocks}`)
  return matcher(address)
}

describe('[R136] an address in a block', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3', '::FFFF:0A01:0203'],
    ['10.1.2.3/8', '10.9.9.9'],
    ['192.168.0.0/16', '192.168.0.1', '192.168.255.255'],
    ['172.16.0.0/12', '172.16.0.0', '172.31.255.255'],
    ['192.0.2.0/31', '192.0.2.0', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1', '::ffff:192.0.2.1'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['0.0.0.0/0', '1.2.3.4', '255.255.255.255', '::ffff:1.2.3.4'],
    ['::1', '::1', '0:0:0:0:0:0:0:1', '0000::0001'],
    ['::1/128', '::1'],
    ['2001:db8::/32', '2001:db8::1', '2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2::/63', '2001:db8:1:2::', '2001:db8:1:3::9'],
    ['fe80::/10', 'fe80::1%eth0', 'febf::1'],
    ['fc00::/7', 'fd12:3456::1'],
    ['::/0', '2001:db8::1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.1.2.3', '::ffff:10.1.2.3'],
    ['::ffff:a00:0/104', '10.1.2.3'],
  ])('%s', (block, ...addresses) => {
    for (const address of addresses) expect(lies(address, block), address).toBe(true)
  })

  test.each([
    ['10.0.0.0/8', '11.0.0.0', '9.255.255.255', '::10.0.0.1', '::a00:1', '2001:db8::a00:1'],
    ['172.16.0.0/12', '172.15.255.255', '172.32.0.0'],
    ['192.0.2.0/31', '192.0.2.2', '192.0.1.255'],
    ['192.0.2.1', '192.0.2.2', '192.0.2.10'],
    ['0.0.0.0/0', '::1', '2001:db8::1', '::1.2.3.4'],
    ['::1', '::2', '127.0.0.1', '::ffff:127.0.0.1'],
    ['2001:db8::/32', '2001:db9::', '2001:db7:ffff::'],
    ['2001:db8:1:2::/63', '2001:db8:1:4::', '2001:db8:1:1::'],
    ['fe80::/10', 'fec0::1', 'fe7f::1'],
  ])('%s, and none outside of it', (block, ...addresses) => {
    for (const address of addresses) expect(lies(address, block), address).toBe(false)
  })

  test('one of several is enough', () => {
    expect(lies('10.0.0.1', '192.168.0.0/16', '10.0.0.0/8', '::1')).toBe(true)
    expect(lies('11.0.0.1', '192.168.0.0/16', '10.0.0.0/8', '::1')).toBe(false)
  })

  test('[A21] what is no address lies nowhere', () => {
    const everything = ['0.0.0.0/0', '::/0']
    const none = [
      undefined,
      '',
      ' ',
      'localhost',
      '10.0.0.1 ',
      '10.0.0.1,10.0.0.2',
      '/run/app.sock',
    ]
    for (const address of [
      ...none,
      '10',
      '167772161',
      '::1]',
      '::1]/x',
      '::1]:80/x',
      '::1\n',
      '10.0.0.1\n',
      '1::\t2',
      '10.0.0',
      '10.0.0.256',
      '0x0a.0.0.1',
      '010.0.0.1',
      ':',
      '1:2',
    ]) {
      expect(lies(address, ...everything), String(address)).toBe(false)
    }
  })

  test('is found out anew for each address', () => {
    const matcher = createAddressMatcher(['10.0.0.0/8'])
    const asked = ['10.0.0.1', undefined, '10.0.0.1', '11.0.0.1', '11.0.0.1', '10.0.0.2']
    expect(asked.map((address) => matcher?.(address))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ])
  })

  test('no block, no address', () => {
    expect(lies('10.0.0.1')).toBe(false)
  })
})

describe('[R137] a text that is no block', () => {
  test.each([
    '',
    ' ',
    'localhost',
    'any',
    '*',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    ' 10.0.0.0/8',
    '10.0.0.0/08x',
    '10.0.0.0/1e1',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '10.0.0.0.0/8',
    '256.0.0.0/8',
    '010.0.0.0/8',
    '1e1.0.0.0/8',
    '0x10.0.0.0/8',
    '10.*.*.*',
    '10.0.0.1-10.0.0.9',
    '::/129',
    '::1::/64',
    ':::/64',
    '2001:db8/32',
    '1:2:3:4:5:6:7:8:9/64',
    '1:2:3:4:5:6:7::8:9/64',
    'g::/64',
    '12345::/64',
    '::1.2.3/64',
    '::1.2.3.256/64',
    '1.2.3.4::/64',
    '10.0.0.1%eth0',
    '[::1]/128',
    '10',
    '167772160/8',
    '::1]?',
    '::1]#x',
    '::1\n',
    '10.0.0.0\n/8',
  ])('%j', (block) => {
    expect(createAddressMatcher([block])).toBeUndefined()
    expect(createAddressMatcher(['10.0.0.0/8', block])).toBeUndefined()
  })
})

describe('[R136] as the platform decides', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const ipv4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'))

  test('for IPv4', () => {
    fc.assert(
      fc.property(
        ipv4,
        ipv4,
        fc.integer({ min: 0, max: 32 }),
        fc.boolean(),
        (net, other, bits, near) => {
          const address = near
            ? [...net.split('.').slice(0, 3), other.split('.')[3]].join('.')
            : other
          const list = new BlockList()
          list.addSubnet(net, bits)
          expect(lies(address, `${net}/${bits}`)).toBe(list.check(address))
        },
      ),
    )
  })

  test('for IPv6', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), fc.integer({ min: 1, max: 128 }), (net, other, bits) => {
        const list = new BlockList()
        list.addSubnet(net, bits, 'ipv6')
        for (const address of [net, other]) {
          expect(lies(address, `${net}/${bits}`)).toBe(list.check(address, 'ipv6'))
        }
      }),
    )
  })
})
