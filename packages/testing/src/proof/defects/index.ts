import type { Defect } from '../draft.js'
import { claimDefects } from './claims.js'
import { headerDefects } from './header.js'
import { keyDefects } from './key.js'
import { rsaDefects } from './rsa.js'
import { shapeDefects } from './shape.js'
import { signatureDefects } from './signature.js'
import { urlDefects } from './url.js'

const table = {
  ...shapeDefects,
  ...headerDefects,
  ...keyDefects,
  ...rsaDefects,
  ...signatureDefects,
  ...claimDefects,
  ...urlDefects,
}

/** The name of one single thing that is wrong with a proof. */
export type ProofDefect = keyof typeof table

/** Every defect, to loop over. */
export const proofDefects = Object.keys(table) as readonly ProofDefect[]

export function defectNamed(name: ProofDefect): Defect {
  return table[name]
}
