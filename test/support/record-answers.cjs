// Writes down each WBXML answer of a gateway with its request, before it is sent: preloaded into
// gateways of their own process, and loaded by jest for those in its own (answers-checked.ts).
const { appendFileSync, mkdirSync } = require('node:fs')
const { createHash } = require('node:crypto')
const http = require('node:http')
const { join } = require('node:path')
const { gunzipSync } = require('node:zlib')

/** Kept where every file of tests finds it, since jest loads this module anew for each. */
const STATE = Symbol.for('termingate.recorded-answers')
const BODY = Symbol('body')
const MOST_BODY = 262_144
const MOST_ANSWERS = 20_000

/** From now on records to this directory; null stops. */
function recordAnswers(directory) {
  if (directory) mkdirSync(directory, { recursive: true })
  if (!http[STATE]) patch()
  http[STATE] = { directory, seen: new Set() }
}

function patch() {
  const { push } = http.IncomingMessage.prototype
  http.IncomingMessage.prototype.push = function pushed(chunk, ...rest) {
    // A message without a status is a request.
    if (chunk && this.statusCode === null && http[STATE].directory) keep(this, chunk)
    return push.call(this, chunk, ...rest)
  }
  const { end } = http.ServerResponse.prototype
  http.ServerResponse.prototype.end = function ended(chunk, ...rest) {
    const { directory, seen } = http[STATE]
    if (directory && isAnswer(this) && chunk instanceof Uint8Array) {
      record({ directory, seen, response: this, bytes: Buffer.from(chunk) })
    }
    return end.call(this, chunk, ...rest)
  }
}

function keep(request, chunk) {
  request[BODY] ??= []
  const size = request[BODY].reduce((sum, { length }) => sum + length, 0)
  if (size + chunk.length <= MOST_BODY) request[BODY].push(Buffer.from(chunk))
}

/** Only a gateway says both; test servers that stand in for others do not. */
function isAnswer({ _header: header }) {
  const head = String(header)
  return (
    head.includes('application/vnd.ms-sync.wbxml') && head.includes('MS-Server-ActiveSync: 16.1')
  )
}

function record({ directory, seen, response, bytes }) {
  const { req: request } = response
  const answer = response._header.includes('Content-Encoding: gzip') ? gunzipSync(bytes) : bytes
  const version = request.headers['ms-asprotocolversion'] ?? ''
  const once = createHash('sha1').update(version).update(answer).digest('base64')
  if (seen.has(once) || seen.size >= MOST_ANSWERS) return
  seen.add(once)
  const line = {
    at: Date.now(),
    ...{ url: request.url, version, encoding: request.headers['content-encoding'] ?? '' },
    request: Buffer.concat(request[BODY] ?? []).toString('base64'),
    answer: answer.toString('base64'),
  }
  appendFileSync(join(directory, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`)
}

// As a preload of a gateway.
if (process.env.TERMINGATE_ANSWERS) recordAnswers(process.env.TERMINGATE_ANSWERS)

module.exports = { recordAnswers }
