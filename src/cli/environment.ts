import { type Config, loadConfig } from '../config.js'
import { UsageError } from './exit.js'

/** Wrong values in the environment are wrong use, as wrong arguments are. @throws UsageError */
export function configFrom(env: NodeJS.ProcessEnv): Config {
  try {
    return loadConfig(env)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
