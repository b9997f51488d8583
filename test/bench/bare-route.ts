/** The limit: an Express route without middleware, one prepared select by key, a pool of 8. */
import express from 'express'
import pg from 'pg'

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 8,
  application_name: 'bare-route',
})
const SELECT = { name: 'bare', text: 'select id, name, value from bench_bare where id = $1' }

const web = express()
web.get('/bare/:id', async (request, response) => {
  const { rows } = await pool.query({ ...SELECT, values: [request.params.id] })
  response.json(rows[0])
})
const server = web.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : null)
})
