// npm run sbom: what the package is made of, as CycloneDX.
import { execFileSync } from 'node:child_process'

/** npm names the component after the folder it lies in. */
export function sbom() {
  const args = ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']
  const text = execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 })
  const bill = JSON.parse(text)
  bill.metadata.component.name = 'termingate'
  return `${JSON.stringify(bill, null, 2)}\n`
}

if (import.meta.filename === process.argv[1]) process.stdout.write(sbom())
