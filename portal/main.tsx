/** Starts the portal in the browser. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@cloudscape-design/global-styles/index.css'
import 'virtual:theme.css'
import './style/base.css'
import './style/shell.css'
import { App } from './app.tsx'
import { startLook } from './look.ts'
import { startVersions } from './version.ts'

startLook()
startVersions()
createRoot(document.getElementById('portal')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
