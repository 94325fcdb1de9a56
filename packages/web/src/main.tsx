import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient, uploads } from './app/services.ts';
import { sessionToken } from './app/session.ts';
import { watchTextSize } from './app/text-size.ts';
import { watchTheme } from './app/theme.ts';
import { isOpen } from './features/library/uploads.ts';
import { router } from './router.tsx';
import { loadStrings, strings } from './strings/strings.ts';

/** A session that has ended, here or in another tab, leads to the sign-in, and from there back to where the person was. */
function watchSession(): void {
  sessionToken.subscribe(() => {
    if (sessionToken.get() !== undefined || router.state.location.pathname === '/sign-in') return;
    void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  });
}

/** Files that have not arrived would be lost with the page, so the browser asks before it is left. */
function guardUploads(): void {
  addEventListener('beforeunload', (event) => {
    if (uploads.snapshot().list.some(isOpen)) event.preventDefault();
  });
}

async function start(): Promise<void> {
  watchTheme();
  watchTextSize();
  watchSession();
  guardUploads();
  await loadStrings(navigator.languages);
  document.documentElement.lang = strings.language;
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
