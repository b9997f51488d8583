import type { ComponentChildren } from 'preact'

/** A table that scrolls by itself where it is wider than a phone. */
export function Table({ heads, children }: { heads: string[]; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: else no keyboard scrolls what has no links
    <div class="scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
