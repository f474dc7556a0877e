/** An API without any guard: whoever asks is let in. The demo has to notice. */
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  console.error(`${request.method} was let in`)
  response.setHeader('Content-Type', 'application/json').end('{"authenticated":true}')
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  console.log(`listening on http://127.0.0.1:${port}`)
})
process.once('SIGTERM', () => server.close())
