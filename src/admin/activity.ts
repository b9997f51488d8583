import { h } from 'preact'
import { activityOf } from '../store/activity.js'
import { runningGateways } from '../store/gateways.js'
import { reachOf } from './installation.js'
import { Activity, type ActivityProps, Live } from './pages/activity.js'
import { sendPage, sendPart } from './render.js'
import type { Visit } from './visit.js'

async function propsOf(visit: Visit): Promise<ActivityProps> {
  const { parts, visitor } = visit
  const tenantId = reachOf(visit)
  const gateways = await runningGateways(parts.app.database)
  return { visitor, activity: activityOf(gateways, tenantId) }
}

/** What devices do at this moment. */
export async function showActivity(visit: Visit): Promise<void> {
  const { title } = visit.visitor.words.activity
  await sendPage(visit.parts, visit, { title, body: h(Activity, await propsOf(visit)) })
}

/** The part of the page that renews itself. */
export async function showLive(visit: Visit): Promise<void> {
  sendPart(visit, h(Live, await propsOf(visit)))
}
