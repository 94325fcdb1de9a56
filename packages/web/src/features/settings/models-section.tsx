import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { ConnectModel } from './connect-model.tsx';
import { ModelItem } from './model-item.tsx';
import { Section } from './section.tsx';
import { useInstallation } from './use-installation.ts';

/** The models that the server can use, each with a test, and how to connect another. */
export function ModelsSection() {
  const { data, error, refetch } = useInstallation();
  const words = strings.settings.models;
  return (
    <Section title={words.title}>
      <p className="text-quiet">{words.intro}</p>
      {error && !data && (
        <ProblemNote error={error}>
          <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
        </ProblemNote>
      )}
      {!data && !error && <Placeholder lines={3} />}
      {data && (
        <ul className="divide-y divide-line border-line border-y">
          {data.models.map((model) => (
            <ModelItem key={`${model.kind} ${model.ref}`} model={model} />
          ))}
        </ul>
      )}
      <ConnectModel />
    </Section>
  );
}
