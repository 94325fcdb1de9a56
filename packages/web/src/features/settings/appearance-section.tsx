import { TEXT_SIZES, useTextSize } from '../../app/text-size.ts';
import { setTheme, THEMES, useTheme } from '../../app/theme.ts';
import { Choice } from '../../components/choice.tsx';
import { strings } from '../../strings/strings.ts';
import { Section } from './section.tsx';

/** Theme and size of text, in force at once. */
export function AppearanceSection() {
  const words = strings.settings.appearance;
  const [theme] = useTheme();
  const [textSize, setTextSize] = useTextSize();
  return (
    <Section title={words.title}>
      <Choice label={words.theme} value={theme} options={THEMES} words={words.themes} onChange={setTheme} />
      <Choice
        label={words.textSize}
        value={textSize}
        options={TEXT_SIZES}
        words={words.textSizes}
        onChange={setTextSize}
      />
      <p className="text-quiet text-small">{words.kept}</p>
    </Section>
  );
}
