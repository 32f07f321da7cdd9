/** Line drawings for the navigation, 24 by 24. */

const PATHS = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM14 4v4h6V4zM4 20h6v-4H4z',
  jobs: 'M7 3h8l4 4v14H7zM15 3v4h4M10 12h6M10 16h6',
  held: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM10 9v6M14 9v6',
  users:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6 7-6s7 2 7 6M16 3.5a4 4 0 0 1 0 7M18 15.500c2.500.7 4 2.500 4 5.500',
  accounts: 'M3 7h18v12H3zM3 11h18M7 15h3',
  printers: 'M7 9V3h10v6M7 17H3V9h18v8h-4M7 14h10v7H7z',
  rules: 'M4 6h10M18 6h2M4 12h2M10 12h10M4 18h8M16 18h4M16 4v4M8 10v4M14 16v4',
  sites: 'M4 21V8l8-5 8 5v13M4 21h16M9 21v-6h6v6',
  reports: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  vouchers: 'M3 8h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4zM14 8v10',
  audit: 'M12 3l8 3v6c0 5-3.500 7.500-8 9-4.500-1.500-8-4-8-9V6zM9 12l2 2 4-4',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l2.500 2.500M16.500 16.500L19 19M19 5l-2.500 2.500M7.500 16.500L5 19',
  key: 'M15 9a5 5 0 1 0-4.500 5L13 12h2v2h2v2h3v-3l-5-4zM7 9h.01',
  sessions: 'M3 5h18v11H3zM8 20h8M12 16v4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 21c0-4 3-6 7-6s7 2 7 6',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20 20',
  menu: 'M4 7h16M4 12h16M4 17h16',
} as const

export type IconName = keyof typeof PATHS

/** Never the only bearer of meaning: a word stands beside it or in the label of its button. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
)
