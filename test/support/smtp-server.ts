import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

export type Received = { from: string; to: string[]; data: string; id: string }

/** A mail server on this machine that keeps what it gets. */
export type SmtpServer = {
  url: string
  received: Received[]
  /** Answers to the end of the data, the next one first; then 250. */
  answers: string[]
  /** Called with each mail before it is answered. */
  onData: ((mail: Received) => void | Promise<void>) | null
  /** Waits until so many mails came, at most 20 seconds. */
  waitFor(count: number): Promise<Received[]>
  close(): Promise<void>
}

/** RFC 5321, as little of it as a client needs. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const sockets = new Set<Socket>()
  const listener: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, smtp)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const smtp: SmtpServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    answers: [],
    onData: null,
    async waitFor(count) {
      const end = Date.now() + 20_000
      while (smtp.received.length < count && Date.now() < end) {
        await new Promise((next) => setTimeout(next, 20))
      }
      return smtp.received
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
  return smtp
}

function serve(socket: Socket, smtp: SmtpServer): void {
  let buffer = ''
  let mail: Received = { from: '', to: [], data: '', id: '' }
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase()
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    if (verb === 'EHLO' || verb === 'HELO') return say('250 test')
    if (verb === 'MAIL') mail = { from: address, to: [], data: '', id: '' }
    if (verb === 'RCPT') mail.to.push(address)
    if (verb === 'DATA') {
      inData = true
      return say('354 go on')
    }
    if (verb === 'QUIT') return socket.end('221 bye\r\n')
    return say('250 ok')
  }
  const end = async (data: string) => {
    const id = /^Message-ID: (.*)$/im.exec(data)?.[1] ?? ''
    const got = { ...mail, data: data.replace(/^\.\./gm, '.'), id }
    await smtp.onData?.(got)
    const answer = smtp.answers.shift() ?? '250 ok'
    if (answer.startsWith('2')) smtp.received.push(got)
    say(answer)
  }
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1')
    for (;;) {
      const mark = inData ? '\r\n.\r\n' : '\r\n'
      const at = buffer.indexOf(mark)
      if (at < 0) return
      const text = buffer.slice(0, at)
      buffer = buffer.slice(at + mark.length)
      if (inData) {
        inData = false
        void end(text)
      } else command(text)
    }
  })
  say('220 test')
}
