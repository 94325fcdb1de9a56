import { createRootRoute, createRoute, createRouter, Link, Outlet, redirect } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { sessionToken } from './app/session.ts';
import { ProblemNote } from './components/problem-note.tsx';
import { ConversationPage } from './features/chat/conversation-page.tsx';
import { NewConversationPage } from './features/chat/new-conversation-page.tsx';
import { BasePage } from './features/library/base-page.tsx';
import type { ListSearch } from './features/library/document-list.ts';
import { LibraryPage } from './features/library/library-page.tsx';
import { SettingsPage } from './features/settings/settings-page.tsx';
import { Shell } from './features/shell/shell.tsx';
import { SignInPage } from './features/sign-in/sign-in-page.tsx';
import { strings } from './strings/strings.ts';

const rootRoute = createRootRoute({
  component: () => (
    <Tooltip.Provider delayDuration={400}>
      <Outlet />
    </Tooltip.Provider>
  ),
  notFoundComponent: () => (
    <main className="grid content-center gap-4 p-12">
      <p>{strings.shell.notFound}</p>
      <Link to="/" className="underline underline-offset-4">
        {strings.shell.toStart}
      </Link>
    </main>
  ),
  errorComponent: ({ error }) => (
    <main className="p-12">
      <ProblemNote error={error} />
    </main>
  ),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => textOf('next', search.next),
  component: SignInPage,
});

/** Everything behind the sign-in. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: ({ location }) => {
    if (sessionToken.get() !== undefined) return;
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
  },
  component: Shell,
});

const newConversationRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  component: NewConversationPage,
});

const conversationRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/c/$conversationId',
  /**
   * `message` is the question to show; `answer` the turn whose evidence is open, `source` the open one of its sources,
   * `page` the page of its document that is read.
   */
  validateSearch: (search): { message?: string; answer?: string; source?: number; page?: number } => ({
    ...textOf('message', search.message),
    ...textOf('answer', search.answer),
    ...(Number.isInteger(search.source) ? { source: Number(search.source) } : {}),
    ...(Number.isInteger(search.page) ? { page: Number(search.page) } : {}),
  }),
  component: ConversationPage,
});

const libraryRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/library',
  component: LibraryPage,
});

const baseRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/library/$baseId',
  /** `document` is the one that is read; the others say which documents are listed, and in what order. */
  validateSearch: (search): ListSearch & { document?: string } => ({
    ...textOf('document', search.document),
    ...textOf('search', search.search),
    ...oneOf('state', search.state, ['working', 'ready', 'failed'] as const),
    ...oneOf('sort', search.sort, ['name', 'size', 'passages', 'state', 'added'] as const),
    ...oneOf('direction', search.direction, ['up', 'down'] as const),
  }),
  component: BasePage,
});

const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: SettingsPage,
});

const pages = [newConversationRoute, conversationRoute, libraryRoute, baseRoute, settingsRoute];

/** The addresses of the page. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([signInRoute, appRoute.addChildren(pages)]),
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function oneOf<Name extends string, Choice extends string>(
  name: Name,
  value: unknown,
  choices: readonly Choice[],
): { [Key in Name]?: Choice } {
  const choice = choices.find((one) => one === value);
  return choice === undefined ? {} : ({ [name]: choice } as { [Key in Name]?: Choice });
}

function textOf<Name extends string>(name: Name, value: unknown): { [Key in Name]?: string } {
  return typeof value === 'string' || typeof value === 'number'
    ? ({ [name]: String(value) } as { [Key in Name]?: string })
    : {};
}
