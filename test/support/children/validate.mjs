// node validate.mjs MASTER: holds documents against the schemas of MASTER. Reads a JSON array of
// documents, writes a JSON array of what is wrong with each (null: nothing). Outside of jest, whose
// sandbox can't load the library.
import { readFileSync } from 'node:fs'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs'

xmlRegisterFsInputProviders()
const master = process.argv[2]
const schemas = XmlDocument.fromString(readFileSync(master, 'utf8'), { url: master })
const validator = XsdValidator.fromDoc(schemas)

function faultOf(text) {
  const document = XmlDocument.fromString(text)
  try {
    validator.validate(document)
    return null
  } catch (error) {
    const details = (error.details ?? []).slice(0, 10)
    return (
      details.map(({ line, message }) => `line ${line}: ${message.trim()}`).join('\n') ||
      error.message
    )
  } finally {
    document.dispose()
  }
}

const documents = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(documents.map(faultOf)))
