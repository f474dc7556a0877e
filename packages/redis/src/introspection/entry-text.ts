import type { IntrospectionEntry } from '@portcullis/core'

/** Larger values are neither written nor read: no answer that is taken is as long. */
export const maximumTextLength = 2 ** 20

/** No answer that is taken is deeper; one that is would be too deep to walk through. */
const maximumDepth = 16

export function entryText({ claims, answeredAt, expiresAt }: IntrospectionEntry): string {
  return JSON.stringify({ claims, answeredAt, expiresAt })
}

/** Whoever can write to Redis could have written it: nothing when it is not what we write. */
export function readEntryText(text: string): IntrospectionEntry | undefined {
  const value = parse(text)
  if (!isRecord(value) || !isRecord(value.claims)) return undefined
  const { claims, answeredAt, expiresAt } = value
  if (!isTime(answeredAt) || !isTime(expiresAt) || isDeeper(claims, maximumDepth)) return undefined
  return { claims: claims as IntrospectionEntry['claims'], answeredAt, expiresAt }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
