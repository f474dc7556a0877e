import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  auth0,
  cognito,
  duende,
  entraId,
  keycloak,
  type Marker,
  oidcProvider,
  okta,
  ory,
  type Preset,
  ping,
} from '../../src/index.js'

const page = new URL('../../../../docs/presets.md', import.meta.url)

const presets: Readonly<Record<string, Preset>> = {
  auth0,
  cognito: cognito({ clientIds: ['…'] }),
  duende,
  entraId,
  keycloak,
  oidcProvider,
  okta,
  ory,
  ping,
}

const code = (text: string) => `\`${text}\``
const codes = (names: string | readonly string[]) => [names].flat().map(code).join(' or ')

function words(marker: Marker): string {
  if ('without' in marker) return `no ${code(marker.without)}`
  const { claim, value } = marker
  return value === undefined ? codes(claim) : `${codes(claim)} is ${codes(value)}`
}

const subject = ({ clientSubjectSuffix: suffix }: Preset) =>
  suffix === undefined ? [] : [`${code('sub')} is the client and ${code(suffix)}`]

function row([name, preset]: [string, Preset]): string {
  const { otherTokenTypes, scopeClaims = ['scope'], clientIdClaims = ['client_id'] } = preset
  const types = (otherTokenTypes?.types ?? []).map((type) => (type === null ? 'none' : code(type)))
  const cells = [
    code(name),
    [code('at+jwt'), ...types].join(', '),
    otherTokenTypes?.markers.map(words).join('; ') ?? '',
    otherTokenTypes?.foreignClaims?.map(code).join(', ') ??
      (otherTokenTypes ? 'the usual ones' : ''),
    codes(scopeClaims),
    codes(clientIdClaims),
    [...(preset.clientMarkers ?? []).map(words), ...subject(preset)].join('; or '),
    preset.clientsWithoutAudience === undefined ? '' : 'from the clients that are named',
  ]
  return `| ${cells.join(' | ')} |`
}

function table(): string {
  const sources = Object.entries(presets).map(
    ([name, preset]) =>
      `- ${code(name)}, ${preset.name}: ${preset.sources.map((url) => `<${url}>`).join(', ')}`,
  )
  return [
    '# Presets',
    '',
    'Made by a test out of the data in `packages/core/src/presets/index.ts`; do not edit it here. What it means is told in',
    '[providers](guides/providers.md).',
    '',
    'A token with `typ` `at+jwt` is an access token. One with another `typ` of the second column must show all that the',
    'third says, and have nothing that the fourth names; otherwise it is refused as `token_type_not_access_token`. Every',
    'other `typ` is refused. The usual ones are `nonce`, `at_hash`, `c_hash`, `s_hash`, `events`, `htm`, `htu` and',
    '`token_introspection`.',
    '',
    '| preset | `typ` | then demanded | then refused | scopes | client | a client alone, beside `sub` that is the client or missing | without `aud` |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(presets).map(row),
    '',
    '## Sources',
    '',
    ...sources,
    '',
  ].join('\n')
}

test('docs/presets.md says what the presets do', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, table())
  expect(readFileSync(page, 'utf8')).toBe(table())
})
