/** The environment asks for something impossible; the message names the variable. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

/** The name of a variable and a sentence about it; a value in it is quoted, so that it cannot break the line. */
export function refuse(variable: string, sentence: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`${variable} ${sentence}`, cause === undefined ? {} : { cause })
}
