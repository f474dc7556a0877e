/**
 * Just enough Markdown: what our own documents use.
 * @typedef {object} CodeBlock
 * @property {number} line Of its opening fence; the first is 1.
 * @property {string} info What follows the fence: `ts`, `sh`.
 * @property {string} text
 *
 * @typedef {object} Link
 * @property {number} line
 * @property {string} target
 */

const fence = /^( *)(`{3,})(.*)$/
const link = /\[[^\]]*\]\(([^()\s]+)\)/g

/**
 * Every line, with the code block that it belongs to.
 * @param {string} text
 */
function* linesOf(text) {
  /** @type {{ line: number, indent: string, marks: string, info: string } | undefined} */
  let open
  for (const [index, content] of text.split('\n').entries()) {
    const [, indent = '', marks = '', info = ''] = fence.exec(content) ?? []
    const opens = open === undefined && marks !== ''
    const closes = open !== undefined && marks === open.marks && info.trim() === ''
    if (opens) open = { line: index + 1, indent, marks, info: info.trim() }
    yield { line: index + 1, content, block: open, isFence: opens || closes }
    if (closes) open = undefined
  }
}

/**
 * @param {string} text
 * @returns {CodeBlock[]}
 */
export function codeBlocks(text) {
  /** @type {Map<number, { line: number, info: string, lines: string[] }>} */
  const found = new Map()
  for (const { content, block, isFence } of linesOf(text)) {
    if (block === undefined) continue
    const { line, info, indent } = block
    const entry = found.get(line) ?? { line, info, lines: [] }
    found.set(line, entry)
    if (!isFence)
      entry.lines.push(content.startsWith(indent) ? content.slice(indent.length) : content)
  }
  return [...found.values()].map(({ line, info, lines }) => ({
    line,
    info,
    text: lines.join('\n'),
  }))
}

/**
 * Links outside code; their text may go over the end of a line.
 * @param {string} text
 * @returns {Link[]}
 */
export function links(text) {
  const prose = [...linesOf(text)]
    .map(({ content, block }) => (block === undefined ? content : ''))
    .join('\n')
  return [...prose.matchAll(link)].map(({ index, 1: target = '' }) => ({
    line: prose.slice(0, index).split('\n').length,
    target,
  }))
}

/**
 * The anchors that a page gives its headings; equal ones would need a number, and ours do not have any.
 * @param {string} text
 */
export function anchors(text) {
  return [...linesOf(text)]
    .filter(({ block, content }) => block === undefined && /^#{1,6} /.test(content))
    .map(({ content }) => anchorOf(content.replace(/^#+ /, '')))
}

/** @param {string} heading */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
