/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5)
}

/**
 * @param {readonly number[]} values
 * @param {number} share Between 0 and 1.
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/**
 * Half of what lies between the quartiles, as a share of the median.
 * @param {readonly number[]} values
 */
export function spreadOf(values) {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values)
}
