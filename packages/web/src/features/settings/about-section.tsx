import { strings } from '../../strings/strings.ts';
import { Figures } from './figures.tsx';
import { Section } from './section.tsx';
import { useInstallation } from './use-installation.ts';

/** What this is, and in which version. */
export function AboutSection() {
  const { data } = useInstallation();
  const words = strings.settings.about;
  return (
    <Section title={words.title}>
      <Figures
        rows={[
          [words.version, `${strings.product} ${data?.version ?? ''}`],
          [words.licence, words.licenceName],
        ]}
      />
      <p className="text-quiet">{words.statement}</p>
    </Section>
  );
}
