import { ColloquyError } from '@colloquy/client';
import type { SignedIn } from '@colloquy/protocol';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../../app/services.ts';
import { lastEmail } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { strings } from '../../strings/strings.ts';

/** E-mail and password. After too many wrong ones it says how long to wait, and waits. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: (signedIn: SignedIn) => void }) {
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      client.signIn({ email: String(form.get('email')), password: String(form.get('password')) }),
    onSuccess: onSignedIn,
  });
  const wait = useWait(signIn.error);
  const email = lastEmail.get();
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wait === 0) signIn.mutate(new FormData(event.currentTarget));
      }}
    >
      <h1 className="font-semibold text-title">{strings.signIn.title}</h1>
      <TextField
        label={strings.signIn.email}
        name="email"
        type="text"
        inputMode="email"
        autoComplete="username"
        defaultValue={email}
        required
      />
      <TextField
        label={strings.signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      {signIn.error && <ProblemNote error={signIn.error} />}
      <Button look="main" type="submit" className="tabular min-h-10" disabled={signIn.isPending || wait > 0}>
        {wait > 0
          ? strings.signIn.wait(wait)
          : signIn.isPending
            ? strings.signIn.checking
            : strings.signIn.submit}
      </Button>
    </form>
  );
}

/** Seconds until the next attempt makes sense. */
function useWait(error: unknown): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const asked = error instanceof ColloquyError ? (error.retryAfterSeconds ?? 0) : 0;
    const end = Date.now() + asked * 1_000;
    const count = (): void => setSeconds(Math.max(0, Math.ceil((end - Date.now()) / 1_000)));
    count();
    const timer = setInterval(count, 250);
    return () => clearInterval(timer);
  }, [error]);
  return seconds;
}
