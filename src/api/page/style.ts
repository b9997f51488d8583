import { createHash } from 'node:crypto'

/** Readable on a phone, light and dark as the device is set. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --paper: #fff; --soft: #f1f3f5; --line: #8b939b;
  --accent: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --text: #e8eaed; --paper: #16191d; --soft: #23282e;
  --line: #7d868f; --accent: #8ab9f1; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; color: var(--text); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 1rem;
  background: var(--soft); border-bottom: 1px solid var(--line); }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.brand { font-weight: 700; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .25rem; background: var(--paper); padding: .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .25rem; } h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
.operation { border-top: 1px solid var(--line); }
pre, .address { padding: .5rem .75rem; background: var(--soft); border-radius: .25rem;
  overflow-x: auto; }
pre { white-space: pre-wrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; overflow-wrap: break-word; }
caption { text-align: left; font-weight: 600; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; }
dt { margin-top: .5rem; } dd { margin-left: 1.5rem; }
`

export const STYLE_HASH = createHash('sha256').update(STYLE).digest('hex').slice(0, 12)
