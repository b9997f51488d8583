// Standard input: an OpenAPI document; standard output: what is wrong with it, as JSON. A process of its
// own, since jest loads no modules of this kind.
import { text } from 'node:stream/consumers'
import { Validator } from '@seriousme/openapi-schema-validator'

const { valid, errors } = await new Validator().validate(JSON.parse(await text(process.stdin)))
process.stdout.write(JSON.stringify(valid ? [] : errors))
