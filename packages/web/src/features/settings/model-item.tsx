import type { ModelCheck, ModelStep, ModelView } from '@colloquy/protocol';
import { useMutation } from '@tanstack/react-query';
import { Circle, CircleAlert, CircleCheck } from 'lucide-react';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';

const STEPS: readonly ModelStep[] = ['connection', 'key', 'model', 'answer'];

/** A model with a test that says how far it was reached. */
export function ModelItem({ model }: { readonly model: ModelView }) {
  const { ref, kind, isDefault, description } = model;
  const words = strings.settings.models;
  const cut = ref.lastIndexOf('@');
  const name = ref.slice(0, cut);
  const check = useMutation({
    mutationFn: () => client.checkModel({ ref, kind: kind === 'embedding' ? 'embedding' : 'chat' }),
  });
  return (
    <li className="grid gap-2 py-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="wrap-anywhere font-medium">{name}</span>
            <span className="text-quiet text-small">{ref.slice(cut + 1)}</span>
          </p>
          <p className="text-quiet">
            {words.kinds[kind]}
            {isDefault && `, ${words.inUse.toLowerCase()}`}. {description}
          </p>
        </div>
        {kind !== 'rerank' && (
          <Button aria-label={words.checkOf(name)} disabled={check.isPending} onClick={() => check.mutate()}>
            {check.isPending ? words.checking : words.check}
          </Button>
        )}
      </div>
      <div role="status" className="empty:hidden">
        {check.data && !check.isPending && <CheckResult check={check.data} />}
      </div>
      {check.error && <ProblemNote error={check.error} />}
    </li>
  );
}

function CheckResult({ check: { milliseconds, failed } }: { readonly check: ModelCheck }) {
  const words = strings.settings.models;
  if (failed === undefined) {
    return (
      <p className="tabular flex items-center gap-2">
        <CircleCheck aria-hidden size={16} className="shrink-0 text-accent" />
        {words.works(milliseconds)}
      </p>
    );
  }
  const reached = STEPS.indexOf(failed.step);
  return (
    <div className="grid gap-2 rounded-md bg-danger-tint px-3 py-2">
      <ol className="flex flex-wrap gap-x-4 gap-y-1">
        {STEPS.map((step, index) => {
          const state = index < reached ? 'done' : index === reached ? 'failed' : 'open';
          const Icon = { done: CircleCheck, failed: CircleAlert, open: Circle }[state];
          return (
            <li
              key={step}
              className={`flex items-center gap-1 ${state === 'failed' ? 'font-medium text-danger' : ''}`}
            >
              <Icon aria-hidden size={16} />
              {words.steps[step]}
              <span className="sr-only">: {words.stepStates[state]}</span>
            </li>
          );
        })}
      </ol>
      <p className="wrap-anywhere">{failed.problem.message}</p>
    </div>
  );
}
