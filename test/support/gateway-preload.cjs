// Preloaded into a gateway under test: on SIGUSR2 it collects garbage and says what memory is left.
const v8 = require('node:v8')
const vm = require('node:vm')

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc')
process.on('SIGUSR2', () => {
  collectGarbage()
  collectGarbage()
  const { rss, heapUsed, external } = process.memoryUsage()
  console.error(`memory ${JSON.stringify({ rss, heapUsed, external })}`)
})
console.error(`preloaded into ${process.pid}`)
