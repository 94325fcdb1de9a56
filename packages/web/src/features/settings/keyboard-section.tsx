import { strings } from '../../strings/strings.ts';
import { ShortcutList } from '../shell/shortcut-list.tsx';
import { Section } from './section.tsx';

/** The keys that work everywhere. */
export function KeyboardSection() {
  return (
    <Section title={strings.settings.keyboard.title}>
      <ShortcutList />
    </Section>
  );
}
