import type { Tenant } from '../../store/tenants.js'
import type { Words } from '../words/en.js'
import { usersPath } from './layout.js'

export function Tenants({ words, tenants }: { words: Words; tenants: readonly Tenant[] }) {
  const { tenants: told, onOff } = words
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {[told.name, told.rules, told.users, told.module].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tenants.map(({ name, rules, users, moduleEnabled }) => (
            <tr>
              <th scope="row">
                <a href={usersPath(name)}>{name}</a>
              </th>
              <td>{rules}</td>
              <td>{users}</td>
              <td>{moduleEnabled ? onOff.on : onOff.off}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
