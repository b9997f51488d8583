// Preloaded into a gateway: says when it connects to any other machine or port.
const { Socket } = require('node:net')

const { connect } = Socket.prototype
Socket.prototype.connect = function watched(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  // The database of a run on PostgreSQL is its own business, and the control socket has a path.
  const database = process.env.DATABASE_URL ? new URL(process.env.DATABASE_URL).port || '5432' : ''
  const port = String(options?.port ?? options ?? '')
  const known = options?.path !== undefined || port === database
  if (!known) console.error('outgoing connection', options)
  return connect.apply(this, args)
}
console.error('watching connections')
