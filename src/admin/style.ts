import { createHash } from 'node:crypto'

/** The one stylesheet: readable on a phone, light and dark as the device is set. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --paper: #fff; --soft: #f1f3f5; --line: #8b939b;
  --accent: #0b57a4; --on-accent: #fff; --good: #0a6b36; --bad: #a8201a; }
@media (prefers-color-scheme: dark) { :root { --text: #e8eaed; --paper: #16191d; --soft: #23282e;
  --line: #7d868f; --accent: #8ab9f1; --on-accent: #10151b; --good: #7fd6a2; --bad: #ffa198; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; color: var(--text); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem;
  padding: .75rem 1rem; background: var(--soft); border-bottom: 1px solid var(--line); }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-right: auto; }
.brand { font-weight: 700; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .25rem; background: var(--paper); padding: .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form { margin: 1rem 0; } header form { margin: 0; }
label { display: block; margin: .75rem 0; } label.check { margin: .25rem 0; }
input:not([type=checkbox]), select, textarea { display: block; width: 100%; max-width: 30rem; padding: .5rem;
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .25rem; }
input[type=checkbox] { width: 1.15rem; height: 1.15rem; margin-right: .5rem; }
button { padding: .5rem 1rem; font: inherit; color: var(--on-accent); background: var(--accent);
  border: 0; border-radius: .25rem; cursor: pointer; }
button.link { padding: 0; color: var(--accent); background: none; text-decoration: underline; }
button.danger { background: var(--bad); color: var(--paper); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: break-word; }
td form { margin: 0; }
th, td { padding: .4rem .75rem .4rem 0; text-align: left; border-bottom: 1px solid var(--line);
  vertical-align: top; }
.flash { padding: .75rem 1rem; border-left: .3rem solid; background: var(--soft); }
.flash.done { border-color: var(--good); } .flash.failed { border-color: var(--bad); }
.alert { padding: .25rem 1rem; border: 2px solid var(--bad); border-radius: .25rem; }
.alert h2 { margin-top: .5rem; } .warn { color: var(--bad); }
.facts div { display: flex; flex-wrap: wrap; gap: 0 1rem; border-bottom: 1px solid var(--line); }
.facts dt { flex: 1 1 16rem; } .facts dd { flex: 1 1 10rem; margin: 0; }
form.row { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: end; }
form.row label { flex: 1 1 10rem; }
form.row button { margin-bottom: .75rem; }
svg.qr { width: min(18rem, 100%); height: auto; }
summary { cursor: pointer; } summary h2 { display: inline; }
code.secret { font-size: 1.75rem; font-weight: 700; padding: .25rem .75rem; background: var(--soft); }
.beside { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
pre { white-space: pre-wrap; padding: .75rem; font-size: .85rem; background: var(--soft); border: 1px solid var(--line); }
.pages, .buttons { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; }
.chain li { margin: .35rem 0; } .decides { padding: .25rem .75rem; border-left: .3rem solid var(--bad);
  background: var(--soft); } td form { margin: 0; }
`

const hash = createHash('sha256').update(STYLE).digest('hex').slice(0, 12)
/** Changes with the contents, so that it may be kept for long. */
export const STYLE_PATH = `/admin/style-${hash}.css`
