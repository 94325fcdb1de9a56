import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { sessionExpired, sessionToken, startSession } from '../../app/session.ts';
import { useStore } from '../../app/store.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { AccountForm } from './account-form.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Sign-in, or the first account of a new server. */
export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const expired = useStore(sessionExpired);
  const [registering, setRegistering] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: keys.status,
    queryFn: ({ signal }) => client.status(signal),
    refetchInterval: ({ state }) => (state.status === 'error' ? 3_000 : false),
  });
  // Also when it was another tab in which the person signed in.
  const token = useStore(sessionToken);
  useEffect(() => {
    if (token !== undefined) router.history.replace(isOwnPath(next) ? next : '/');
  }, [token, next, router]);
  const first = data?.needsFirstAccount === true;
  return (
    <main
      id="content"
      className="thin-scroll grid h-full overflow-y-auto px-4 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] md:px-0"
    >
      <header className="flex flex-col justify-end gap-2 py-8 md:justify-center md:bg-rail md:px-12">
        <p className="font-semibold text-display">{strings.product}</p>
        <p className="max-w-sm text-quiet text-reading">{strings.signIn.about}</p>
      </header>
      <div className="flex flex-col gap-4 pb-12 md:justify-center md:px-12">
        <div className="w-full max-w-sm">
          {expired && <p className="mb-6 rounded-md bg-caution-tint px-3 py-2">{strings.signIn.expired}</p>}
          {error && !data && (
            <ProblemNote error={strings.signIn.away}>
              <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
            </ProblemNote>
          )}
          {!data && !error && <Placeholder lines={4} />}
          {data &&
            (first || registering ? (
              <AccountForm first={first} onSignedIn={startSession} />
            ) : (
              <SignInForm onSignedIn={startSession} />
            ))}
          {data?.registrationOpen && !first && (
            <Button look="quiet" className="mt-4 -ml-3" onClick={() => setRegistering(!registering)}>
              {registering ? strings.signIn.toSignIn : strings.signIn.toRegister}
            </Button>
          )}
        </div>
      </div>
    </main>
  );
}

/** Only paths of this page are gone to after signing in, never another site. */
function isOwnPath(next: string | undefined): next is string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in');
}
