/** The table of rooms as Biome overrides: each refused import gets the reason in its message. */
import { optionsRoom, rooms } from './rooms.mjs'

/** @import { Room } from './rooms.mjs' */

const everyRoom = [...Object.keys(rooms), optionsRoom]
const composition = ['../resource-server.js', '../index.js', '../../resource-server.js']

/**
 * @param {string[]} includes
 * @param {{ group: string[], message: string }[]} patterns
 */
function override(includes, patterns) {
  const noRestrictedImports = { level: 'error', options: { patterns } }
  return { includes, linter: { rules: { style: { noRestrictedImports } } } }
}

/**
 * @param {string} name
 * @param {Room} room
 */
function arrowsOf(name, { rooms: allowed, packages = [], reason }) {
  const others = everyRoom.filter((other) => other !== name && !allowed.includes(other))
  const may = [...allowed.map((other) => `${other}/`), ...packages].join(', ') || 'nothing'
  const message = `${name}/ may import ${may}: ${reason}. See docs/architecture.md.`
  const outside = ['**', '!./**', '!../**', ...packages.map((specifier) => `!${specifier}`)]
  return override(
    [`packages/core/src/${name}/**`],
    [
      { group: [...others.map((other) => `**/${other}/**`), ...composition], message },
      { group: outside, message },
    ],
  )
}

const optionsArrows = override(
  [`packages/core/src/${optionsRoom}/**`],
  [
    {
      group: composition,
      message:
        'options/ names the types of every room and composes nothing. See docs/architecture.md.',
    },
  ],
)

const front = {
  group: [
    '../../*/src/**',
    '../../../*/src/**',
    '../../../../*/src/**',
    '**/packages/**',
    '@portcullis/*/src/**',
    '@portcullis/*/dist/**',
  ],
  message:
    'Another package is imported by its name, as its users do: its files are its own affair.',
}

const meaning = {
  group: ['jose', 'jose/**', 'oauth4webapi'],
  message: 'A binding adapts, attaches and copies: whatever needs this library belongs in core.',
}

const notBindings = ['core', 'testing', 'conformance'].map((name) => `!packages/${name}/**`)

export const arrows = {
  overrides: [
    ...Object.entries(rooms).map(([name, room]) => arrowsOf(name, room)),
    optionsArrows,
    override(['packages/testing/**', 'packages/conformance/**', 'apps/**'], [front]),
    override(['packages/*/src/**', ...notBindings], [front, meaning]),
    override(['packages/*/test/**', ...notBindings], [front]),
  ],
}
