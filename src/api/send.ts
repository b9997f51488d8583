import type { Request, Response } from 'express'
import type { StoredAnswer } from '../store/api-answers.js'
import { documentOf, PROBLEMS, type Problem } from './problem.js'

export function send(
  request: Request,
  response: Response,
  { status, headers, body }: StoredAnswer,
): void {
  const text = status === 204 ? '' : `${JSON.stringify(body)}\n`
  write(request, response, { status, text, headers, type: 'application/json' })
}

export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const [status] = PROBLEMS[problem.type]
  const headers = problem.more.headers ?? {}
  const text = `${JSON.stringify(documentOf(problem))}\n`
  write(request, response, { status, text, headers, type: 'application/problem+json' })
}

type Written = {
  status: number
  text: string
  headers: Readonly<Record<string, string>>
  type: string
}

function write(
  { method }: Request,
  response: Response,
  { status, text, headers, type }: Written,
): void {
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...(text !== '' && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }),
    ...headers,
  })
  response.end(method === 'HEAD' ? '' : text)
}
