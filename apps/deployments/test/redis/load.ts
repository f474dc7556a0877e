import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, createHolder, type Sent, send } from './client.js'
import type { Nodes } from './nodes.js'

/** What was sent with a fresh proof, where to, and when. */
export interface Proved extends Sent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly answer: Answer
}

export interface Load {
  readonly proved: readonly Proved[]
  /** Answers to tokens that no proof belongs to. */
  readonly bearer: readonly Answer[]
  readonly reference: readonly Answer[]
  /** @throws what a request failed with, when one had no answer at all */
  stop(): Promise<void>
}

const senders = 4
const restMilliseconds = 4

/** Requests of all kinds to both nodes, one after the other from several senders, until it is stopped. */
export async function startLoad({ apis, issuer }: Nodes): Promise<Load> {
  const holder = await createHolder(issuer)
  const jwt = await issuer.token()
  const reference = issuer.issueReferenceToken()
  const load = { proved: [] as Proved[], bearer: [] as Answer[], reference: [] as Answer[] }
  let isRunning = true
  const sender = async (index: number) => {
    for (let turn = index; isRunning; turn++) {
      const { port } = apis[turn % 2] ?? apis[0]
      const sent = { token: holder.token, proof: holder.prove() }
      const at = Date.now()
      load.proved.push({ ...sent, at, answer: await send(port, sent) })
      load.bearer.push(await send(port, { token: jwt }))
      load.reference.push(await send(port, { token: reference }))
      await pause(restMilliseconds)
    }
  }
  const all = Promise.all(Array.from({ length: senders }, (_, index) => sender(index)))
  // Whoever stops it hears of it.
  all.catch(() => {})
  return {
    ...load,
    async stop() {
      isRunning = false
      await all
    },
  }
}
