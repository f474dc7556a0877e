/** The slot of a cluster that a hash tag leads to: CRC-16/XMODEM, as the cluster specification has it. */
export function keySlot(tag: string): number {
  let crc = 0
  for (let index = 0; index < tag.length; index++) {
    crc ^= tag.charCodeAt(index) << 8
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
    }
  }
  return crc % clusterSlots
}

export const clusterSlots = 16_384
