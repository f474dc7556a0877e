import { Breakdown, isDenial } from '../errors/index.js'
import { type Issuer, verifySignature } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isJsonObject, JsonFault, type JsonObject, parseJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { checkHeader, checkTimes, type DecodedJws, decodeJws, sniffToken } from '../token/index.js'
import type { Verdict } from './kept-answers.js'

export interface AnswerRules {
  readonly issuer: Issuer
  readonly clientId: string
  readonly response: 'json' | 'jwt'
  readonly algorithms: ReadonlySet<Algorithm>
  readonly clockToleranceSeconds: number
  /** Epoch seconds. */
  readonly now: number
}

const answerTypes = ['token-introspection+jwt']
/** There is no nonce in the protocol: an old signed answer could be a recorded one. */
const oldestAnswerSeconds = 60

/**
 * Reads the endpoint's answer in the form that was asked for; the other form is no answer (a plain
 * answer where a signed one was configured is a downgrade). A token is active when `active` is the JSON
 * boolean `true`, whatever else it may be (RFC 7662 §2.2). Throws a `Breakdown` for what says nothing.
 */
export async function readAnswer(response: Response, rules: AnswerRules): Promise<Verdict> {
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  const expected = `application/${rules.response === 'jwt' ? answerTypes[0] : 'json'}`
  if (type !== expected) {
    throw unusable(rules, `content type is ${printable(type)}, not ${expected}`)
  }
  const text = await response.text()
  const answer = rules.response === 'jwt' ? await readSigned(text, rules) : readPlain(text, rules)
  if (answer.active === undefined) throw unusable(rules, 'it has no active')
  return answer.active === true ? answer : 'inactive'
}

function readPlain(text: string, rules: AnswerRules): JsonObject {
  const answer = parseJsonObject(text)
  if (answer instanceof JsonFault) throw unusable(rules, `its JSON is refused: ${answer.reason}`)
  return answer
}

/** RFC 9701 §5: signed by the issuer, for us, now. */
async function readSigned(text: string, rules: AnswerRules): Promise<JsonObject> {
  const shape = sniffToken(text)
  if (shape.kind !== 'jws') throw unusable(rules, 'it is not a signed JWT')
  const jws = decodeJws(shape)
  if (isDenial(jws)) throw unusable(rules, jws.message)
  const header = checkHeader(jws.header, answerTypes, rules.algorithms)
  if (isDenial(header)) throw unusable(rules, header.message)
  const introspection = readClaims(jws, rules)
  const key = await verifySignature(jws, header, rules.issuer)
  if (isDenial(key)) throw unusable(rules, key.message)
  return introspection
}

function readClaims({ claims }: DecodedJws, rules: AnswerRules): JsonObject {
  const { iss, aud, token_introspection: introspection } = claims
  if (iss !== rules.issuer.identifier) throw unusable(rules, `iss is ${printable(iss)}`)
  const forUs = Array.isArray(aud) ? aud.includes(rules.clientId) : aud === rules.clientId
  if (!forUs) throw unusable(rules, `aud is ${printable(aud)}, not ${printable(rules.clientId)}`)
  checkAge(claims, rules)
  if (!isJsonObject(introspection)) throw unusable(rules, 'token_introspection is not an object')
  return introspection
}

function checkAge(claims: JsonObject, rules: AnswerRules): void {
  const fault = checkTimes(claims, { ...rules, expiryMayBeMissing: true })
  if (fault !== undefined) throw unusable(rules, fault.message)
  const { iat } = claims
  if (typeof iat !== 'number') throw unusable(rules, 'it has no iat')
  if (rules.now - iat > oldestAnswerSeconds + rules.clockToleranceSeconds) {
    throw unusable(rules, `it was made at ${iat}, now is ${Math.floor(rules.now)}`)
  }
}

function unusable(rules: AnswerRules, why: string): Breakdown {
  const who = printable(rules.issuer.identifier)
  const message = `The answer of the introspection endpoint of ${who} is not usable: ${why}`
  return new Breakdown('introspection_answer_invalid', message)
}
