/** An address block: the first `bits` of `value` decide. IPv4 is kept as IPv4-mapped IPv6. */
interface Block {
  readonly value: bigint
  readonly bits: number
}

// Without leading zeros: to some readers `010` is eight.
const decimalByte = /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/
const mappedPrefix = 0xffffn << 32n

/** Tells whether an address lies in one of some blocks; made once, asked often. */
export type AddressMatcher = (address: string | undefined) => boolean

/** @returns nothing when one of the texts is no address and no CIDR block */
export function createAddressMatcher(blocks: readonly string[]): AddressMatcher | undefined {
  const parsed = blocks.map(parseBlock)
  if (parsed.includes(undefined)) return undefined
  return (address) => {
    const value = address === undefined ? undefined : parseAddress(address)
    return value !== undefined && parsed.some((block) => block !== undefined && lies(value, block))
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
  if (!text.includes(':')) return parseIpv4(text)
  return parseIpv6(text.split('%', 1)[0] ?? '')
}

function parseIpv4(text: string): bigint | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every((byte) => decimalByte.test(byte))) return undefined
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), mappedPrefix >> 32n)
}

function parseIpv6(text: string): bigint | undefined {
  const groups = expandIpv6(text)
  if (groups?.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) {
    return undefined
  }
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** The eight groups of an address: `::` filled in, a dotted tail rewritten. */
function expandIpv6(text: string): readonly string[] | undefined {
  const halves = text.replace(/\d+\.\d+\.\d+\.\d+$/, dottedAsGroups).split('::')
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (halves.length > 2) return undefined
  if (halves.length === 1) return head
  const missing = 8 - head.length - tail.length
  return missing < 1 ? undefined : [...head, ...Array<string>(missing).fill('0'), ...tail]
}

function dottedAsGroups(dotted: string): string {
  const value = parseIpv4(dotted)
  if (value === undefined) return dotted
  return [(value >> 16n) & 0xffffn, value & 0xffffn].map((group) => group.toString(16)).join(':')
}
