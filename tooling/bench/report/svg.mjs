/** Bars as SVG, readable on light and on dark: what is drawn has colours that do on both. */

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {string} text What stands at its end.
 * @property {boolean} [own] Ours, in another colour.
 */

/**
 * @typedef {object} Picture
 * @property {string} title
 * @property {string} unit
 * @property {readonly Bar[]} bars
 * @property {boolean} [logarithmic] Where the values are too far apart.
 */

const width = 760
const left = 210
const right = 110
const row = 30
const top = 52

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/**
 * @param {number} value
 * @param {Picture} picture
 */
function lengthOf(value, { bars, logarithmic = false }) {
  const most = Math.max(...bars.map((bar) => bar.value))
  const room = width - left - right
  if (!logarithmic) return (value / most) * room
  // From half of the least on, so that the least has a bar, too.
  const least = Math.min(...bars.map((bar) => bar.value)) / 2
  return (Math.log(value / least) / Math.log(most / least)) * room
}

/** @param {Picture} picture */
export function svgOf(picture) {
  const { title, unit, bars, logarithmic = false } = picture
  const height = top + bars.length * row + 12
  const scale = logarithmic ? `${unit}, logarithmic` : unit
  const lines = bars.map((bar, index) => {
    const y = top + index * row
    const long = Math.max(2, lengthOf(bar.value, picture)).toFixed(1)
    const colour = bar.own === true ? 'own' : 'other'
    return [
      `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${escaped(bar.label)}</text>`,
      `<rect class="${colour}" x="${left}" y="${y}" width="${long}" height="21" rx="3"/>`,
      `<text x="${left + Number(long) + 8}" y="${y + 15}">${escaped(bar.text)}</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 15px }
.unit { fill: #6e7781 }
.own { fill: #0969da }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.unit { fill: #9198a1 }
.own { fill: #4493f8 }
.other { fill: #6e7681 }
}
</style>
<text class="title" x="12" y="22">${escaped(title)}</text>
<text class="unit" x="12" y="40">${escaped(scale)}</text>
${lines.join('\n')}
</svg>
`
}
