export { type Answer, answerBreakdown, answerDenial, type HeaderField } from './answer.js'
export type { ChallengeSettings } from './challenge.js'
export { corsHeaders } from './cors-headers.js'
export { toWebResponse } from './web-response.js'
