/** What `docs/performance.md` says around its numbers. */

export const opening = `# How fast it is

This page is written by \`npx -y pnpm@10 bench\`, from one run; sizes are those of the build. All sides of a
comparison run in one process and take turns in small batches; the numbers are medians over the rounds. What counts is CPU
time, on all threads of the process, for each operation: it says what a machine can carry. Others on the machine disturb it
less than they disturb time, but they do: they cool the caches, and that costs whoever does the least. *Spread* is half of
what lies between the quartiles. A ratio is the median of the ratios of the rounds.

Before anything is measured each side has to take what is good and refuse what is bad: a forged signature, another issuer or
audience, an expired token, and proofs for another method, URL, token or key.
`

export const dpop = `Each request has a fresh proof, signed with ES256, and a token that came before. Portcullis also keeps the proof from being
used again; oauth4webapi and express-oauth2-jwt-bearer leave that to their users. The one signature that has to be verified
is most of it: Portcullis remembers the token and the key of the client, the others verify and import both each time.`

export const dpopTogether = `The others do their cryptography on threads, which pays off when several requests wait; Portcullis verifies in place. It keeps
one core busy for less time, and never two.`

export const repeated = `The token of the request was validated before. fast-jwt is asked for the token alone, and answers without a promise: that is
what its number leaves out. Portcullis reads the whole request, and judges host, binding, policy, times and key anew.`

export const firstSeen = `No cache helps here. Verifying takes three quarters of the time or more; in the rest Portcullis refuses JSON with members
that occur twice, base64url with two spellings and deep nesting, freezes the claims and keeps them. **fast-jwt and
aws-jwt-verify are level with it or ahead**: they check less, and verify in place as well.`

export const certificate = `The thumbprint of the certificate is computed for each request.`

export const nonce = `The neighbours know no nonces of a resource server. A nonce is computed, and nowhere stored.`

export const reference = `An answer that is kept. The neighbours keep none: each of their requests is a call.`

export const local = `\`@portcullis/local-api\` asks the authorization server of its process on every use. Beside it: the same guard, asking on
every use through introspection over HTTP on loopback, where the endpoint, in the same process, counts, too.`

export const redis = `Reserving a proof in a Redis on loopback, 32 at once, with each of the two clients, beside the command *SET NX PX* that the same client sends by itself, and the store in memory. The CPU time of Redis is not in it.`

export const http = `Client and server are two processes with one connection; what counts is the CPU time of the server. *bearer* is a token that comes again, *dpop*
has a fresh proof each, *empty* is a middleware (in Fastify a hook) that does nothing: what each framework takes for any step.
The bare framework gets the same header fields, so that what is added is the guard and its binding. In Express every request
has a shape of its own (a prototype is set on each), so that each look at a member is a search, and a new member, as
\`req.auth\` is one, takes two microseconds.`

export const profiles = `Samples of a CPU profile, by the part of the program that was at work; what Node does counts as work of whoever asked for it.
A profile costs time itself, so that the sums are above the numbers of the tables. What is called *core* is core's own
code, by its folders. Over HTTP there are eight connections here, and *empty* is the bare framework with a step that does
nothing in the place of the guard.`

export const growth = `Memory is what the process holds after a forced collection (heap and external memory, which array buffers are part of). Validated
tokens are kept up to 10 000; with more in turn each one is a first-seen token again. Proofs and issuers have no such bound.`

export const sizes = `What a program takes on: bundled and minified by esbuild, for Node. CI holds the budgets (\`npx -y pnpm@10 packages\`). A goal below
the budget is not reached yet. What \`createResourceServer\` and \`scopes\` take is all of the guard; the rest of what core
exports (formats of proxies, validators, combinators) goes only into programs that import it.`

export const sizeParts = `Where the bytes of the guard are, by folder of core's source. What each feature makes of them after compression, and why
it stays one piece: [decision 54](decisions/0054-size-of-the-guard.md).`

export const raw = `One \`crypto.verify\` with everything at hand: the least that a signature costs on this platform.`

export const repeat = `## Repeating it

\`\`\`sh
npx -y pnpm@10 bench                          # all of it: a quarter of an hour, on a machine that does nothing else
npx -y pnpm@10 bench --quick                  # little more than a minute: fewer rounds, less warm
npx -y pnpm@10 bench --quick dpop             # some rows
npx -y pnpm@10 bench --json result.json       # and a file for machines
npx -y pnpm@10 bench --docs result.json       # writes this page from it
npx -y pnpm@10 --filter @portcullis-tooling/bench load    # a minute of load, 64 connections
\`\`\`

The code is \`tooling/bench\`. \`ratio\` in the file is the CPU time of an operation in that of \`against\`.
`
