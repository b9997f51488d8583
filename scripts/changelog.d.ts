export function isVersion(text: string): boolean
export function compareVersions(one: string, other: string): number
export function releasedChangelog(
  text: string,
  version: string,
  date: string,
): { notes: string; text: string } | null
