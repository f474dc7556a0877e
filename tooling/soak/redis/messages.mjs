/** @typedef {readonly { readonly token: string, readonly proof?: string }[]} Batch */
/** @typedef {Batch | 'measure'} Order */
/** @typedef {{ readonly outcomes?: readonly string[], readonly memory?: number }} Report */

export {}
