import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { Figures } from './figures.tsx';
import { Section } from './section.tsx';
import { useInstallation } from './use-installation.ts';

/** How much there is, and where. */
export function DataSection() {
  const { data, error, refetch } = useInstallation();
  const words = strings.settings.data;
  return (
    <Section title={words.title}>
      {error && !data && (
        <ProblemNote error={error}>
          <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
        </ProblemNote>
      )}
      {!data && !error && <Placeholder lines={4} />}
      {data && (
        <Figures
          rows={[
            [words.bases, strings.number(data.library.bases)],
            [
              words.documents,
              `${strings.number(data.library.documents)} (${words.ready(
                data.library.ready,
                data.library.failed,
                data.library.documents - data.library.ready - data.library.failed,
              )})`,
            ],
            [words.passages, strings.number(data.library.passages)],
            [words.originals, strings.size(data.library.bytes)],
            [words.largest, words.limit(data.maxUploadBytes)],
          ]}
        />
      )}
      {data?.dataFolder && (
        <div className="grid gap-1">
          <p className="text-quiet">{words.folder}</p>
          <div className="flex items-center gap-1">
            <code className="wrap-anywhere min-w-0 rounded-md border border-line bg-rail px-3 py-1 font-mono text-small">
              {data.dataFolder}
            </code>
            <CopyButton text={() => data.dataFolder ?? ''} />
          </div>
        </div>
      )}
    </Section>
  );
}
