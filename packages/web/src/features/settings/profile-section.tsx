import type { Account } from '@colloquy/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { strings } from '../../strings/strings.ts';
import { Done } from './done.tsx';
import { Section } from './section.tsx';

/** Who is signed in. */
export function ProfileSection() {
  const { data, error, refetch } = useQuery({
    queryKey: keys.account,
    queryFn: ({ signal }) => client.account(signal),
  });
  return (
    <Section title={strings.settings.profile.title}>
      {error && !data && (
        <ProblemNote error={error}>
          <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
        </ProblemNote>
      )}
      {!data && !error && <Placeholder lines={2} />}
      {data && <ProfileForm key={data.id} account={data} />}
    </Section>
  );
}

function ProfileForm({ account }: { readonly account: Account }) {
  const queries = useQueryClient();
  const words = strings.settings.profile;
  const save = useMutation({
    mutationFn: (form: FormData) => client.changeAccount({ nickname: String(form.get('nickname')).trim() }),
    onSuccess: (changed) => queries.setQueryData(keys.account, changed),
  });
  return (
    <form
      className="grid gap-4"
      onChange={() => save.reset()}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      <div>
        <p className="mb-1 font-medium">{words.email}</p>
        <p className="wrap-anywhere text-quiet">{account.email ?? words.noEmail}</p>
      </div>
      <TextField
        label={words.nickname}
        name="nickname"
        autoComplete="nickname"
        defaultValue={account.nickname}
        maxLength={100}
        required
      />
      {save.error && <ProblemNote error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={save.isPending}>
          {strings.settings.save}
        </Button>
        <Done words={save.isSuccess ? strings.settings.saved : undefined} />
      </div>
    </form>
  );
}
