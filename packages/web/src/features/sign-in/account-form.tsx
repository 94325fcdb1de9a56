import { ColloquyError } from '@colloquy/client';
import type { NewAccount, SignedIn } from '@colloquy/protocol';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../app/services.ts';
import { oneTimeCode } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { strings } from '../../strings/strings.ts';

export interface AccountFormProps {
  /** The first account of the server needs the one-time code. */
  readonly first: boolean;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

/** Makes an account. What the server finds wrong is said at the field that it named. */
export function AccountForm({ first, onSignedIn }: AccountFormProps) {
  const create = useMutation({
    mutationFn: (form: FormData) => client.createAccount(accountFrom(form)),
    onSuccess: onSignedIn,
  });
  const problem = create.error instanceof ColloquyError ? create.error.problem : undefined;
  const errorAt = (field: string): string | undefined =>
    problem?.field === field ? problem.message : undefined;
  const asksForCode = first && (oneTimeCode === undefined || problem?.field === 'code');
  const saidAtField = ['email', 'nickname', 'password', ...(asksForCode ? ['code'] : [])];
  const general = create.error && !saidAtField.includes(problem?.field ?? '');
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(new FormData(event.currentTarget));
      }}
    >
      <h1 className="font-semibold text-title">
        {first ? strings.signIn.firstTitle : strings.signIn.registerTitle}
      </h1>
      {first && <p className="text-quiet">{strings.signIn.firstIntro}</p>}
      <TextField
        label={strings.signIn.nickname}
        name="nickname"
        autoComplete="nickname"
        maxLength={100}
        required
        error={errorAt('nickname')}
      />
      <TextField
        label={strings.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        maxLength={254}
        required
        error={errorAt('email')}
      />
      <TextField
        label={strings.signIn.password}
        hint={strings.signIn.passwordHint}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
        error={errorAt('password')}
      />
      {asksForCode && (
        <TextField
          label={strings.signIn.code}
          hint={strings.signIn.codeHint}
          name="code"
          autoComplete="off"
          required
          error={errorAt('code')}
        />
      )}
      {first && !asksForCode && <p className="text-quiet text-small">{strings.signIn.codeTaken}</p>}
      {general && <ProblemNote error={create.error} />}
      <Button look="main" type="submit" className="min-h-10" disabled={create.isPending}>
        {strings.signIn.create}
      </Button>
    </form>
  );
}

function accountFrom(form: FormData): NewAccount {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const code = text('code') || oneTimeCode;
  return {
    email: text('email'),
    nickname: text('nickname'),
    password: String(form.get('password')),
    ...(code ? { code } : {}),
  };
}
