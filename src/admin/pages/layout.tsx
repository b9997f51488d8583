import type { ComponentChildren } from 'preact'
import type { Maintenance } from '../../store/installation.js'
import type { Flash } from '../../store/web-sessions.js'
import { STYLE_PATH } from '../style.js'
import type { Visitor } from '../visitor.js'
import type { Words } from '../words/en.js'
import { devicesPath, explainPath, userPath, usersPath } from './paths.js'

export { tenantPath, userPath, usersPath } from './paths.js'

export type Frame = {
  title: string
  words: Words
  /** Null before sign-in. */
  visitor: Visitor | null
  flash: readonly Flash[]
  /** Null: there is none. */
  maintenance: Maintenance | null
  /** Of the page, without its query: where a change of language comes back to. */
  path: string
  children?: ComponentChildren
}

/** What every page has. Works without scripts. */
export function Layout({ title, words, visitor, flash, maintenance, path, children }: Frame) {
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – Termingate`}</title>
        <link rel="stylesheet" href={STYLE_PATH} />
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header>
          <span class="brand">Termingate</span>
          {visitor && <Navigation visitor={visitor} />}
          <ChangeLanguage words={words} path={path} csrf={visitor?.session.csrf} />
          {visitor && (
            <form method="post" action="/admin/sign-out">
              <Token csrf={visitor.session.csrf} />
              <button type="submit" class="link">
                {words.navigation.signOut}
              </button>
            </form>
          )}
        </header>
        <main id="main">
          {maintenance && (
            <p class="flash failed" role="status">
              {words.activity.maintenance} {maintenance.notice}
            </p>
          )}
          {flash.map(({ kind, text }) => (
            <p class={`flash ${kind}`} role={kind === 'done' ? 'status' : 'alert'}>
              {text}
            </p>
          ))}
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  )
}

function Navigation({ visitor }: { visitor: Visitor }) {
  const { session, words } = visitor
  return (
    <nav aria-label={words.title}>
      {session.installationAdmin && <a href="/admin/tenants">{words.navigation.tenants}</a>}
      {(session.admin || session.installationAdmin) && (
        <>
          <a href={usersPath(session.tenant)}>{words.navigation.users}</a>
          <a href={devicesPath(session.tenant)}>{words.user.devices}</a>
          <a href={explainPath()}>{words.devices.whyMissing}</a>
          <a href="/admin/activity">{words.activity.title}</a>
          <a href="/admin/status">{words.navigation.status}</a>
          <a href="/admin/audit">{words.navigation.audit}</a>
        </>
      )}
      <a href={userPath(session.login)}>{words.navigation.me}</a>
    </nav>
  )
}

function ChangeLanguage(props: { words: Words; path: string; csrf: string | undefined }) {
  const other = props.words.language === 'de' ? 'en' : 'de'
  return (
    <form method="post" action="/admin/language">
      {props.csrf !== undefined && <Token csrf={props.csrf} />}
      <input type="hidden" name="language" value={other} />
      <input type="hidden" name="back" value={props.path} />
      <button type="submit" class="link" lang={other}>
        {props.words.otherLanguage}
      </button>
    </form>
  )
}

/** Without it no form is taken. */
export function Token({ csrf }: { csrf: string }) {
  return <input type="hidden" name="csrf" value={csrf} />
}
