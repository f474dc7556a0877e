import { must, section, should } from '../requirement.js'

const authorization = 'MCP authorization'

/** A server of the Model Context Protocol as a resource server. */
export const mcp = section('proved', {
  R210: must(authorization, 'Metadata names an authorization server and can be found.'),
  R211: must(authorization, 'A token for another server is refused and never passed on.'),
  R212: must(
    authorization,
    'Missing, invalid or expired is 401, malformed 400, lacking scope 403.',
  ),
  R213: should(authorization, 'A challenge names every scope that the operation needs.'),
  R214: must(authorization, 'A broader scope satisfies a narrower need.', 'proved'),
  R215: should(authorization, 'offline_access is in no challenge and in no metadata.'),
  R216: must(authorization, 'Every request is authorized, also inside a session.'),
  R217: should(authorization, 'The canonical URI is lower case without a slash at its end.'),
  R218: must('MCP SEP-1932', 'DPoP proofs are checked as everywhere, within five minutes.'),
  R219: should('MCP security', 'A local server checks Host and Origin against DNS rebinding.'),
})
