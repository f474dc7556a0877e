import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { indent } from './indent.js'

export interface StartOptions {
  /** So long a program may take until it is ready. Default 30. */
  readonly timeoutSeconds?: number
  /** Gives up the waiting. */
  readonly signal?: AbortSignal
}

const readyLine = /^listening on (\S+)$/m

/** A program did not start; the message has what it said. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** What a program wrote so far. */
export interface Said {
  /** Both streams, as they came. */
  text: string
  /** Standard output alone, where the ready line is. */
  output: string
}

/** Collects what a program writes. */
export function listenTo(child: ChildProcess): Said {
  const said: Said = { text: '', output: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.text += text
    said.output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.text += text
  })
  child.once('close', (code, signal) => {
    said.text += `(ended: ${signal ?? `exit code ${code}`})\n`
  })
  return said
}

/** Waits for the ready line; where the program listens. */
export async function readyUrl(
  name: string,
  child: ChildProcess,
  said: Said,
  { timeoutSeconds = 30, signal }: StartOptions,
): Promise<string> {
  const waiting = new AbortController()
  const stop = AbortSignal.any([waiting.signal, ...(signal === undefined ? [] : [signal])])
  const tooLate = sleep(timeoutSeconds * 1000, undefined, { signal: stop }).then(() => {
    throw failure(`${name} did not say within ${timeoutSeconds} s where it listens`, said)
  })
  try {
    return await Promise.race([saidUrl(name, child, said), tooLate])
  } finally {
    waiting.abort()
  }
}

/** Resolves when the ready line came; rejects when the program ended before. */
function saidUrl(name: string, child: ChildProcess, said: Said): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const url = readyLine.exec(said.output)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('error', reject)
    child.once('close', () => reject(failure(`${name} ended before it was ready`, said)))
  })
}

function failure(sentence: string, { text }: Said): StartError {
  return new StartError(text.trim() === '' ? sentence : `${sentence}. It said:\n${indent(text)}`)
}
