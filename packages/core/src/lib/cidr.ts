/** An address block: the first `bits` of `value` decide. IPv4 is kept as IPv4-mapped IPv6. */
interface Block {
  readonly value: bigint
  readonly bits: number
}

/** Tells whether an address lies in one of some blocks; made once, asked often. */
export type AddressMatcher = (address: string | undefined) => boolean

/** @returns nothing when one of the texts is no address and no CIDR block */
export function createAddressMatcher(blocks: readonly string[]): AddressMatcher | undefined {
  const parsed = blocks.map(parseBlock)
  if (!parsed.every((block) => block !== undefined)) return undefined
  // One request is asked about more than once, and few proxies send many.
  let last: string | undefined
  let isIn = false
  return (address) => {
    if (address !== last) {
      const value = parseAddress(address ?? '')
      isIn = value !== undefined && parsed.some((block) => lies(value, block))
      last = address
    }
    return isIn
  }
}

function lies(value: bigint, block: Block): boolean {
  const shift = BigInt(128 - block.bits)
  return value >> shift === block.value >> shift
}

function parseBlock(text: string): Block | undefined {
  const [address = '', length, ...rest] = text.split('/')
  const value = parseAddress(address)
  if (value === undefined || rest.length > 0) return undefined
  const width = address.includes(':') ? 128 : 32
  if (length === undefined) return { value, bits: 128 }
  if (!/^\d{1,3}$/.test(length) || Number(length) > width) return undefined
  return { value, bits: Number(length) + 128 - width }
}

/** IPv4, IPv6 and IPv4-mapped IPv6, as sockets and configurations write them. */
function parseAddress(text: string): bigint | undefined {
  const [address = ''] = /^\d+\.[\d.]+$/.test(text) ? [`::ffff:${text}`] : text.split('%')
  const url = `http://[${address}]`
  // What is no part of an address could end the host, or be dropped in silence.
  if (!/^[\da-f:.]+$/i.test(address) || !URL.canParse(url)) return undefined
  // A URL has one spelling of it: groups of hexadecimal digits, the longest row of zeros left out.
  const [head = [], tail = []] = new URL(url).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter(Boolean))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].reduce(
    (value, group) => (value << 16n) | BigInt(`0x${group}`),
    0n,
  )
}
