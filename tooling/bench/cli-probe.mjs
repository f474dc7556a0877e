import { measure } from './measure.mjs'
import { firstSeenCases, repeatedCases } from './rows/jwt.mjs'
import { certificateCases, dpopCases, nonceCases } from './rows/proof.mjs'
import { rawCase } from './rows/raw.mjs'
import { cachedReferenceCases, localCases } from './rows/reference.mjs'
import { openSubjects } from './subjects/index.mjs'

const { subjects, thumbprint } = await openSubjects()
const which = process.argv[2]
const only = process.argv[3]
  ? subjects.filter((s) => process.argv[3].split(',').includes(s.name))
  : subjects
const table = {
  first: firstSeenCases,
  repeated: repeatedCases,
  dpop: (s) => dpopCases(s, 1),
  dpop32: (s) => dpopCases(s, 32),
  nonce: nonceCases,
  cert: (s) => certificateCases(s, thumbprint),
  ref: async () => (await cachedReferenceCases()).cases,
  ljwt: async () => (await localCases('local JWT')).cases,
  lref: async () => (await localCases('local reference token')).cases,
}
const rows = await measure([rawCase('ES256'), ...(await table[which](only))], {
  rounds: Number(process.argv[4] ?? 15),
  share: 1,
})
console.table(
  rows.map((r) => ({
    ...r,
    cpuMicrosPerOp: r.cpuMicrosPerOp.toFixed(2),
    ratio: r.ratio.toFixed(3),
    opsPerSecond: Math.round(r.opsPerSecond),
    spread: r.spread.toFixed(3),
  })),
)
process.exit()
