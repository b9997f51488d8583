// npm run release -- 1.2.0 [--dry-run]
// Makes a release of what is committed: version and changelog, all tests, the package with its list of
// parts (SBOM) and checksums in release/, a commit and a tag. Pushing and publishing stay with a person.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compareVersions, isVersion, releasedChangelog } from './changelog.js'
import { sbom } from './sbom.js'

const OUT = 'release'

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  })
  const [version = ''] = positionals
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  if (!isVersion(version)) stop(`"${version}" is no version: write it as 1.2.3.`)
  if (compareVersions(version, manifest.version) < 0) {
    stop(`${version} is older than ${manifest.version}, the version in package.json.`)
  }
  if (git('status', '--porcelain') !== '') stop('There are uncommitted changes: commit them first.')
  if (git('tag', '--list', `v${version}`) !== '') stop(`There is a release ${version} already.`)
  const today = new Date().toISOString().slice(0, 10)
  const changelog = releasedChangelog(readFileSync('CHANGELOG.md', 'utf8'), version, today)
  if (changelog === null)
    stop('CHANGELOG.md has nothing under "Pending": there is no release to make.')
  if (values['dry-run'])
    return say(`${version} could be released, with these notes:\n${changelog.notes}`)

  if (!process.env.TEST_DATABASE_URL) {
    stop('Set TEST_DATABASE_URL to a PostgreSQL server: a database of the release is kept from it.')
  }

  npm('run', 'verify')
  keepDatabase(version)
  writeFileSync('CHANGELOG.md', changelog.text)
  npm('version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts')
  rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT)
  npm('pack', '--pack-destination', OUT)
  const packed = `termingate-${version}.tgz`
  writeFileSync(`${OUT}/sbom.cdx.json`, sbom())
  writeFileSync(`${OUT}/NOTES.md`, changelog.notes)
  writeFileSync(`${OUT}/SHA256SUMS`, [packed, 'sbom.cdx.json'].map(checksum).join(''))
  git('add', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'db/released')
  git('commit', '--message', `Release ${version}`)
  git('tag', '--annotate', `v${version}`, '--message', `Termingate ${version}`)
  say(
    `${OUT}/ holds the release ${version}. Now: git push --follow-tags, and publish what is in it.`,
  )
}

/** Later versions must go on from it: test/delivery/released.test.ts. */
function keepDatabase(version) {
  const env = { ...process.env, WRITE_RELEASED: version }
  execFileSync('npx', ['jest', '-w', '1', 'test/delivery/write-released.test.ts'], {
    ...{ env, stdio: 'inherit' },
  })
}

/** As `sha256sum --check` reads it. */
function checksum(name) {
  const hash = createHash('sha256')
    .update(readFileSync(`${OUT}/${name}`))
    .digest('hex')
  return `${hash}  ${name}\n`
}

function git(...args) {
  return output('git', ...args).trim()
}

function npm(...args) {
  execFileSync('npm', args, { stdio: 'inherit' })
}

function output(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 })
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

function stop(why) {
  process.stderr.write(`${why}\n`)
  process.exit(1)
}

main()
