import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './app/services.ts';
import { sessionToken } from './app/session.ts';
import { watchTextSize } from './app/text-size.ts';
import { watchTheme } from './app/theme.ts';
import { router } from './router.tsx';
import { loadStrings, strings } from './strings/strings.ts';

/** A session that has ended, here or in another tab, leads to the sign-in, and from there back to where the person was. */
function watchSession(): void {
  sessionToken.subscribe(() => {
    if (sessionToken.get() !== undefined || router.state.location.pathname === '/sign-in') return;
    void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  });
}

async function start(): Promise<void> {
  watchTheme();
  watchTextSize();
  watchSession();
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
