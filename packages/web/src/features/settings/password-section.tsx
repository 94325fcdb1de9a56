import { ColloquyError } from '@colloquy/client';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../../app/services.ts';
import { lastEmail } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { strings } from '../../strings/strings.ts';
import { Done } from './done.tsx';
import { Section } from './section.tsx';

/** A new password; what is wrong is said at its field. */
export function PasswordSection() {
  const words = strings.settings.password;
  const form = useRef<HTMLFormElement>(null);
  const [differs, setDiffers] = useState(false);
  const change = useMutation({
    mutationFn: (data: FormData) =>
      client.changePassword({ current: String(data.get('current')), password: String(data.get('password')) }),
    onSuccess: () => form.current?.reset(),
  });
  const problem = change.error instanceof ColloquyError ? change.error.problem : undefined;
  const errorAt = (field: string): string | undefined =>
    problem?.field === field ? problem.message : undefined;
  const general = change.error && problem?.field !== 'current' && problem?.field !== 'password';
  return (
    <Section title={words.title}>
      <form
        ref={form}
        className="grid gap-4"
        onChange={() => setDiffers(false)}
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          if (data.get('password') === data.get('again')) change.mutate(data);
          else setDiffers(true);
        }}
      >
        {/* Password managers want to know whose password it is. */}
        <input type="text" name="email" autoComplete="username" defaultValue={lastEmail.get()} hidden />
        <TextField
          label={words.current}
          name="current"
          type="password"
          autoComplete="current-password"
          error={errorAt('current')}
          required
        />
        <TextField
          label={words.next}
          hint={words.hint}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          error={errorAt('password')}
          required
        />
        <TextField
          label={words.again}
          name="again"
          type="password"
          autoComplete="new-password"
          error={differs ? words.differs : undefined}
          required
        />
        {general && <ProblemNote error={change.error} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={change.isPending}>
            {words.change}
          </Button>
          <Done words={change.isSuccess ? words.changed : undefined} />
        </div>
      </form>
    </Section>
  );
}
