// The image's health check: whether the process lives. While the database is away it does, and answers phones
// to come again: what restarts unhealthy containers has nothing to mend.
const { HOST, PORT, TLS_CERT } = process.env
const { get } = await import(TLS_CERT ? 'node:https' : 'node:http')

// To 0.0.0.0 or :: Linux connects within the container.
const address = { host: HOST || '127.0.0.1', port: PORT || 8080, path: '/healthz' }
// The certificate has the name that phones know.
get({ ...address, rejectUnauthorized: false }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1)
}).on('error', ({ message }) => {
  console.error(message)
  process.exit(1)
})
