import { claimDefects } from './claims.js'
import type { Defect } from './defect.js'
import { headerDefects } from './header.js'
import { shapeDefects } from './shape.js'
import { signatureDefects } from './signature.js'
import { typeDefects } from './type.js'

const table = {
  ...signatureDefects,
  ...typeDefects,
  ...claimDefects,
  ...headerDefects,
  ...shapeDefects,
}

/** The name of one single thing that is wrong with a token. */
export type TokenDefect = keyof typeof table

/** Every defect, to loop over. */
export const tokenDefects = Object.keys(table) as readonly TokenDefect[]

export function defectNamed(name: TokenDefect): Defect {
  return table[name]
}
