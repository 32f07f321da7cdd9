/** What stands around every page: words, cache, notices, session, routes. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { makeQueryClient } from './data.ts'
import { LanguageProvider } from './language.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { ConfirmProvider } from './parts/confirm.tsx'
import { NoticesProvider } from './parts/notices.tsx'
import { makeRouter } from './routes.tsx'
import { SessionProvider } from './session.tsx'

export function App() {
  const [client] = useState(makeQueryClient)
  const [router] = useState(makeRouter)
  return (
    <LanguageProvider>
      <QueryClientProvider client={client}>
        <SessionProvider signInPage={<SignInPage />}>
          <NoticesProvider>
            <ConfirmProvider>
              <RouterProvider router={router} />
            </ConfirmProvider>
          </NoticesProvider>
        </SessionProvider>
      </QueryClientProvider>
    </LanguageProvider>
  )
}
