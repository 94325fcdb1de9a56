import { useMutation } from '@tanstack/react-query';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { strings } from '../../strings/strings.ts';

/** E-mail and password. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: (token: string) => void }) {
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      client.signIn({ email: String(form.get('email')), password: String(form.get('password')) }),
    onSuccess: ({ token }) => onSignedIn(token),
  });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(new FormData(event.currentTarget));
      }}
    >
      <h1 className="font-semibold text-title">{strings.signIn.title}</h1>
      <TextField
        label={strings.signIn.email}
        name="email"
        type="text"
        inputMode="email"
        autoComplete="username"
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
      <Button look="main" type="submit" className="min-h-10" disabled={signIn.isPending}>
        {strings.signIn.submit}
      </Button>
    </form>
  );
}
