/** Words of reports for files and e-mail, which have no portal to translate them. */
import type { ReportLanguage, ReportName } from '#shared/contracts/report.ts'

type Texts = Readonly<Record<ReportLanguage, string>>
const texts = (en: string, de: string, fr: string, es: string): Texts => ({ en, de, fr, es })

export const REPORT_HEADINGS: Readonly<Record<ReportName, Texts>> = {
  summary: texts('Summary by day', 'Übersicht nach Tagen', 'Synthèse par jour', 'Resumen por día'),
  users: texts('Users', 'Benutzer', 'Utilisateurs', 'Usuarios'),
  'users-by-type': texts(
    'Users by kind of printing',
    'Benutzer nach Druckart',
    'Utilisateurs par type d’impression',
    'Usuarios por tipo de impresión',
  ),
  'most-active-users': texts(
    'Most active users',
    'Aktivste Benutzer',
    'Utilisateurs les plus actifs',
    'Usuarios más activos',
  ),
  'user-list': texts(
    'List of users',
    'Liste der Benutzer',
    'Liste des utilisateurs',
    'Lista de usuarios',
  ),
  printers: texts('Printers', 'Drucker', 'Imprimantes', 'Impresoras'),
  'printers-by-type': texts(
    'Printers by kind of printing',
    'Drucker nach Druckart',
    'Imprimantes par type d’impression',
    'Impresoras por tipo de impresión',
  ),
  'busiest-printers': texts(
    'Busiest printers',
    'Meistbenutzte Drucker',
    'Imprimantes les plus utilisées',
    'Impresoras más usadas',
  ),
  'printer-list': texts(
    'List of printers',
    'Liste der Drucker',
    'Liste des imprimantes',
    'Lista de impresoras',
  ),
  groups: texts('Groups', 'Gruppen', 'Groupes', 'Grupos'),
  accounts: texts(
    'Shared accounts',
    'Gemeinsame Konten',
    'Comptes partagés',
    'Cuentas compartidas',
  ),
  'account-statement': texts(
    'Account statement',
    'Kontoauszug',
    'Relevé de compte',
    'Extracto de cuenta',
  ),
  'job-types': texts('Kinds of jobs', 'Auftragsarten', 'Types de travaux', 'Tipos de trabajos'),
  refusals: texts('Refusals', 'Ablehnungen', 'Refus', 'Rechazos'),
  'print-log': texts(
    'Print log',
    'Druckprotokoll',
    'Journal d’impression',
    'Registro de impresión',
  ),
  'largest-jobs': texts(
    'Largest jobs',
    'Größte Aufträge',
    'Plus gros travaux',
    'Trabajos más grandes',
  ),
  environment: texts('Environment', 'Umwelt', 'Environnement', 'Medio ambiente'),
}

/** Headings of columns by their id. */
export const COLUMN_HEADINGS = {
  day: texts('Day', 'Tag', 'Jour', 'Día'),
  user: texts('User', 'Benutzer', 'Utilisateur', 'Usuario'),
  printer: texts('Printer', 'Drucker', 'Imprimante', 'Impresora'),
  group: texts('Group', 'Gruppe', 'Groupe', 'Grupo'),
  account: texts('Account', 'Konto', 'Compte', 'Cuenta'),
  kind: texts('By', 'Nach', 'Par', 'Por'),
  value: texts('Value', 'Wert', 'Valeur', 'Valor'),
  reason: texts('Reason', 'Grund', 'Motif', 'Motivo'),
  jobs: texts('Jobs', 'Aufträge', 'Travaux', 'Trabajos'),
  printed: texts('Printed', 'Gedruckt', 'Imprimés', 'Impresos'),
  uncounted: texts('Not counted', 'Nicht gezählt', 'Non comptés', 'No contados'),
  sides: texts('Sides', 'Seiten', 'Faces', 'Caras'),
  sheets: texts('Sheets', 'Blätter', 'Feuilles', 'Hojas'),
  colorSides: texts('Color', 'Farbe', 'Couleur', 'Color'),
  graySides: texts('Gray', 'Grau', 'Gris', 'Gris'),
  duplexSides: texts('Two-sided', 'Beidseitig', 'Recto verso', 'Doble cara'),
  simplexSides: texts('One-sided', 'Einseitig', 'Recto', 'Una cara'),
  colorPercent: texts('Color %', 'Farbe %', 'Couleur %', 'Color %'),
  duplexPercent: texts('Two-sided %', 'Beidseitig %', 'Recto verso %', 'Doble cara %'),
  cost: texts('Cost', 'Kosten', 'Coût', 'Coste'),
  fullName: texts('Name', 'Name', 'Nom', 'Nombre'),
  email: texts('E-mail', 'E-Mail', 'Courriel', 'Correo'),
  groups: texts('Groups', 'Gruppen', 'Groupes', 'Grupos'),
  balance: texts('Balance', 'Guthaben', 'Solde', 'Saldo'),
  restricted: texts('Restricted', 'Eingeschränkt', 'Restreint', 'Restringido'),
  disabled: texts('Disabled', 'Gesperrt', 'Désactivé', 'Desactivado'),
  name: texts('Name', 'Name', 'Nom', 'Nombre'),
  at: texts('Time', 'Zeit', 'Heure', 'Hora'),
  amount: texts('Amount', 'Betrag', 'Montant', 'Importe'),
  cause: texts('Cause', 'Anlass', 'Cause', 'Causa'),
  comment: texts('Comment', 'Bemerkung', 'Commentaire', 'Comentario'),
  by: texts('By', 'Durch', 'Par', 'Por'),
  documentName: texts('Document', 'Dokument', 'Document', 'Documento'),
  state: texts('State', 'Zustand', 'État', 'Estado'),
  pages: texts('Pages', 'Dok.-Seiten', 'Pages', 'Páginas'),
  copies: texts('Copies', 'Exemplare', 'Copies', 'Copias'),
  language: texts('Format', 'Format', 'Format', 'Formato'),
  sheetsSaved: texts('Sheets saved', 'Gesparte Blätter', 'Feuilles économisées', 'Hojas ahorradas'),
  co2Grams: texts('CO₂ (g)', 'CO₂ (g)', 'CO₂ (g)', 'CO₂ (g)'),
  waterLiters: texts('Water (l)', 'Wasser (l)', 'Eau (l)', 'Agua (l)'),
} as const satisfies Record<string, Texts>
export type ColumnId = keyof typeof COLUMN_HEADINGS

export const WORDS = {
  total: texts('Total', 'Summe', 'Total', 'Total'),
  others: texts('Others', 'Übrige', 'Autres', 'Otros'),
  page: texts('Page', 'Seite', 'Page', 'Página'),
  of: texts('of', 'von', 'sur', 'de'),
  more: texts(
    'There are more rows than this file holds.',
    'Es gibt mehr Zeilen, als diese Datei enthält.',
    'Il y a plus de lignes que ce fichier n’en contient.',
    'Hay más filas de las que contiene este archivo.',
  ),
  nothing: texts(
    'Nothing in this period.',
    'Nichts in diesem Zeitraum.',
    'Rien pendant cette période.',
    'Nada en este período.',
  ),
  attached: texts(
    'The report is attached.',
    'Der Bericht hängt an.',
    'Le rapport est joint.',
    'El informe está adjunto.',
  ),
  co2: texts(
    'CO₂: 4.6 g for each sheet (A4, 80 g/m²), UK government greenhouse gas reporting conversion factors 2022, material use of paper.',
    'CO₂: 4,6 g je Blatt (A4, 80 g/m²), UK government greenhouse gas reporting conversion factors 2022, „material use“ von Papier.',
    'CO₂ : 4,6 g par feuille (A4, 80 g/m²), UK government greenhouse gas reporting conversion factors 2022, papier (« material use »).',
    'CO₂: 4,6 g por hoja (A4, 80 g/m²), UK government greenhouse gas reporting conversion factors 2022, papel («material use»).',
  ),
  water: texts(
    'Water: 10 l for each sheet; P.R. van Oel and A.Y. Hoekstra, “The green and blue water footprint of paper products”, UNESCO-IHE 2010, find 2 to 13.',
    'Wasser: 10 l je Blatt; P.R. van Oel und A.Y. Hoekstra, „The green and blue water footprint of paper products“, UNESCO-IHE 2010, finden 2 bis 13.',
    'Eau : 10 l par feuille ; P.R. van Oel et A.Y. Hoekstra, « The green and blue water footprint of paper products », UNESCO-IHE 2010, trouvent 2 à 13.',
    'Agua: 10 l por hoja; P.R. van Oel y A.Y. Hoekstra, «The green and blue water footprint of paper products», UNESCO-IHE 2010, hallan de 2 a 13.',
  ),
} as const satisfies Record<string, Texts>
