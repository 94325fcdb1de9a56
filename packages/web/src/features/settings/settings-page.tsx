import { strings } from '../../strings/strings.ts';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { DataSection } from './data-section.tsx';
import { KeyboardSection } from './keyboard-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';

/** What a person sets, and what the server is set to. */
export function SettingsPage() {
  return (
    <main id="content" tabIndex={-1} className="thin-scroll min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="mx-auto w-full max-w-4xl px-4 pt-2 pb-12 md:px-8 md:pt-12">
        <h1 className="pb-6 font-semibold text-display">{strings.settings.title}</h1>
        <ProfileSection />
        <PasswordSection />
        <AppearanceSection />
        <ModelsSection />
        <DataSection />
        <KeyboardSection />
        <AboutSection />
      </div>
    </main>
  );
}
