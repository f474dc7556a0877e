/** A process of its own: prints how many milliseconds after the start of Node it got so far. */
if (process.argv[2] === 'first') {
  const { createResourceServer } = await import('@portcullis/core')
  const imported = performance.now()
  // What it takes to forge a token is not the guard's.
  const { audience, issuer, jwks, token } = await import('./world.mjs')
  const { requestWith } = await import('./subjects/portcullis.mjs')
  const request = requestWith(`Bearer ${token()}`)
  const forged = performance.now()
  const guard = createResourceServer({ issuers: [{ issuer, jwks }], audience })
  const outcome = await guard.protect(request)
  if (!outcome.ok) throw new Error(outcome.reason.message)
  console.log(imported + performance.now() - forged)
} else {
  console.log(performance.now())
}
