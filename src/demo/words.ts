/** The invented town of the demo. Telephone numbers are of the ranges kept free for fiction. */
export const FIRST_NAMES = [
  ['Frau', 'Anna'],
  ['Herr', 'Ben'],
  ['Frau', 'Clara'],
  ['Herr', 'David'],
  ['Frau', 'Elif'],
  ['Herr', 'Felix'],
  ['Frau', 'Greta'],
  ['Herr', 'Hakan'],
  ['Frau', 'Ines'],
  ['Herr', 'Jörg'],
  ['Frau', 'Käthe'],
  ['Herr', 'Ludwig'],
  ['Frau', 'Mareike'],
  ['Herr', 'Nils'],
  ['Frau', 'Olga'],
  ['Herr', 'Paul'],
  ['Frau', 'Renate'],
  ['Herr', 'Stefan'],
  ['Frau', 'Theresa'],
  ['Herr', 'Uwe'],
  ['Frau', 'Vera'],
  ['Herr', 'Walter'],
  ['Frau', 'Yvonne'],
  ['Herr', 'Żeno'],
] as const

export const LAST_NAMES = [
  'Ahrens',
  'Bäcker',
  'Çelik',
  'Dombrowski',
  'Engels',
  'Fröhlich',
  'Großmann',
  'Hübner',
  'Immendorf',
  'Jansen',
  'Kowalczyk',
  'Lüdenscheidt',
  'Meier',
  'Nowak',
  'Özdemir',
  'Petersen',
  'Quast',
  'Reuter',
  'Schäfer',
  'Thönnessen',
  'Uhlig',
  'von der Heide',
  'Weiß',
  'Zimmermann',
] as const

export const STREETS = [
  'Lindenstraße',
  'Am Markt',
  'Bahnhofstraße',
  'Goethestraße',
  'Kirchgasse',
  'Mühlenweg',
  'Rosenallee',
  'Schillerplatz',
  'Talweg',
  'Waldstraße',
] as const

export const TOWNS = [
  ['52062', 'Aachen'],
  ['52064', 'Aachen'],
  ['52070', 'Aachen'],
  ['52134', 'Herzogenrath'],
  ['52146', 'Würselen'],
  ['52222', 'Stolberg'],
  ['52249', 'Eschweiler'],
  ['52351', 'Düren'],
] as const

export const COMPANIES = [
  'Sanitär Kohl KG',
  'Elektro Brandt GmbH',
  'Notariat Dr. Silber',
  'Hausverwaltung Nord GmbH',
  'Malerbetrieb Bunt',
  'Sparkasse Beispielstadt',
  'Architekturbüro Winkel & Lot',
  'Gartenbau Linde',
  'Gutachterbüro Lehmann',
  'Umzüge Flink GmbH',
  'Dachdecker Steil',
  'Fensterbau Klar GmbH',
  'Reinigungsdienst Sauber',
  'Schreinerei Ast',
  'Baufinanz Beispiel AG',
  'Fotostudio Weitwinkel',
] as const

export const PROPERTIES = [
  ['2-Zimmer-Wohnung mit Balkon', 'Lindenstraße 12, 52064 Aachen'],
  ['Altbauwohnung mit Stuck', 'Rosenallee 4, 52062 Aachen'],
  ['Einfamilienhaus mit Garten', 'Talweg 31, 52222 Stolberg'],
  ['Doppelhaushälfte, Neubau', 'Waldstraße 8b, 52146 Würselen'],
  ['Ladenlokal am Markt', 'Am Markt 3, 52062 Aachen'],
  ['Büroetage, 240 m²', 'Bahnhofstraße 19, 52070 Aachen'],
  ['Mehrfamilienhaus, 6 Parteien', 'Goethestraße 77, 52249 Eschweiler'],
  ['Baugrundstück, 620 m²', 'Mühlenweg, 52134 Herzogenrath'],
  ['Penthouse mit Dachterrasse', 'Schillerplatz 1, 52062 Aachen'],
  ['Hofstelle mit Scheune', 'Kirchgasse 2, 52351 Düren'],
] as const

export const PLACES = [
  ['Besprechungsraum Dom', 'raum-dom'],
  ['Besprechungsraum Elisenbrunnen', 'raum-elisenbrunnen'],
  ['Elektroauto', 'elektroauto'],
] as const

/** Kinds of single appointments: type, title, minutes, how often of 20. */
export const MEETINGS = [
  { type: 'Besichtigung', title: 'Besichtigung', minutes: [30, 45, 60], share: 8, away: true },
  { type: 'Beratung', title: 'Beratung', minutes: [60, 90], share: 4, away: false },
  { type: 'Telefontermin', title: 'Telefonat', minutes: [15, 30], share: 4, away: false },
  { type: 'Besprechung', title: 'Besprechung', minutes: [30, 60], share: 3, away: false },
  { type: 'Privat', title: 'Privat', minutes: [60, 90], share: 1, away: true },
] as const

export const PRIVATE_TITLES = ['Zahnarzt', 'Elternabend', 'Sport', 'Friseur', 'Werkstatt'] as const

export const NOTES = [
  '',
  '',
  '',
  'Schlüssel liegt beim Hausmeister.',
  'Bitte Exposé und Energieausweis mitbringen.',
  'Interessent sucht zum Quartalsende; Finanzierung ist geklärt.\nRückfrage wegen Stellplatz.',
  'Parken im Hof möglich – Klingel „Hausverwaltung“.',
] as const

export const TASK_TITLES = [
  'Exposé fertigstellen',
  'Energieausweis anfordern',
  'Grundbuchauszug bestellen',
  'Angebot nachfassen',
  'Fotos auswählen',
  'Mietvertrag prüfen',
  'Rückruf wegen Finanzierung',
  'Nebenkostenabrechnung klären',
  'Anzeige verlängern',
  'Notartermin vorbereiten',
] as const
