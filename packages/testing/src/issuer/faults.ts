import type { TokenOverrides } from '../forge/forge.js'
import { delay, forever, onAbort } from './abort.js'
import type { AnswerForm } from './endpoints.js'

/** One way in which an endpoint misbehaves, until it is cleared. */
export type Fault =
  /** The connection fails: `fetch` rejects with `TypeError('fetch failed')`; a socket is destroyed. */
  | { readonly kind: 'network' }
  /** No answer, until the caller gives up. */
  | { readonly kind: 'hang' }
  /** The right answer, late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** 200 with an HTML page. */
  | { readonly kind: 'html' }
  /** The right answer without its last byte. */
  | { readonly kind: 'broken-json' }
  | { readonly kind: 'empty-body' }
  /** 302 to this location. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** The right answer, followed by white space up to this size, streamed without a length. */
  | { readonly kind: 'oversize'; readonly bytes: number }
  /** The head and the first bytes of the right answer, then nothing, until the caller gives up. */
  | { readonly kind: 'body-stall' }
  /** The head and the first bytes of the right answer, then the connection fails. */
  | { readonly kind: 'body-reset' }
  /** 200 with this JSON. */
  | { readonly kind: 'json'; readonly body: unknown }
  /** The right answer under another content type. */
  | { readonly kind: 'content-type'; readonly value: string }
  /** The right answer of introspection, not signed, whatever was asked for. */
  | { readonly kind: 'plain' }
  /** The right answer of introspection, signed with this changed, whatever was asked for. */
  | { readonly kind: 'signed'; readonly overrides?: TokenOverrides }

export const jsonHeaders = { 'content-type': 'application/json' }

/** The answer of an endpoint with this fault; `good` is what it would say without. */
export async function faulty(
  fault: Fault,
  good: (form?: AnswerForm) => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  switch (fault.kind) {
    case 'network':
      throw new TypeError('fetch failed')
    case 'hang':
      return forever()
    case 'delay':
      await delay(fault.milliseconds, signal)
      return good()
    case 'oversize':
      return streamed(padded(await bytesOf(good), fault.bytes), signal)
    case 'body-stall':
      return streamed(stalled(await bytesOf(good)), signal)
    case 'body-reset':
      return streamed(cutOff(await bytesOf(good)), signal)
    case 'broken-json':
      return new Response((await bytesOf(good)).subarray(0, -1), { headers: jsonHeaders })
    case 'content-type':
      return new Response(await bytesOf(good), { headers: { 'content-type': fault.value } })
    case 'plain':
      return good({ kind: 'plain' })
    case 'signed':
      return good({ kind: 'signed', overrides: fault.overrides ?? {} })
    default:
      return canned(fault)
  }
}

type CannedFault = Extract<Fault, { kind: 'status' | 'html' | 'empty-body' | 'redirect' | 'json' }>

function canned(fault: CannedFault): Response {
  switch (fault.kind) {
    case 'status':
      return new Response(fault.body ?? null, {
        status: fault.status,
        headers: { ...fault.headers },
      })
    case 'html':
      return new Response('<!doctype html><title>Sign in</title>', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    case 'empty-body':
      return new Response('', { headers: jsonHeaders })
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: fault.location } })
    case 'json':
      return Response.json(fault.body)
  }
}

async function bytesOf(good: () => Promise<Response>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await good()).arrayBuffer())
}

async function* padded(start: Uint8Array, bytes: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(16_384, ' ')
  yield start
  for (let left = bytes - start.length; left > 0; left -= chunk.length) {
    yield chunk.subarray(0, Math.min(left, chunk.length))
  }
}

async function* stalled(start: Uint8Array): AsyncGenerator<Uint8Array> {
  yield start.subarray(0, 8)
  await forever()
}

async function* cutOff(start: Uint8Array): AsyncGenerator<Uint8Array> {
  yield start.subarray(0, 8)
  throw new TypeError('terminated')
}

/** As in a real `fetch`, aborting makes the body fail with the signal's reason. */
function streamed(chunks: AsyncGenerator<Uint8Array>, signal: AbortSignal): Response {
  let stop = () => {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      stop = onAbort(signal, () => controller.error(signal.reason))
    },
    pull: async (controller) => {
      const { done, value } = await chunks.next()
      if (signal.aborted) return
      if (!done) return controller.enqueue(value)
      stop()
      controller.close()
    },
    cancel: () => stop(),
  })
  return new Response(body, { headers: jsonHeaders })
}
