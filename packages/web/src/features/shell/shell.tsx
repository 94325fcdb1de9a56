import { Outlet } from '@tanstack/react-router';
import { Menu as MenuIcon, PanelLeft } from 'lucide-react';
import { useState } from 'react';
import { useStore } from '../../app/store.ts';
import { createStoredText } from '../../app/stored.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { MEDIUM, useMedia } from '../../components/use-media.ts';
import { strings } from '../../strings/strings.ts';
import { ConnectionStrip } from './connection-strip.tsx';
import { DropAnywhere } from './drop-anywhere.tsx';
import { Rail } from './rail.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { UploadNotice } from './upload-notice.tsx';

const railFolded = createStoredText('rail-folded');

/** The frame of every page behind the sign-in: rail, strip, content. */
export function Shell() {
  const medium = useMedia(MEDIUM);
  const folded = useStore(railFolded) === 'yes';
  const [drawer, setDrawer] = useState(false);
  const showsRail = medium && !folded;
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {strings.shell.skip}
      </a>
      <div className="flex h-full">
        {showsRail && (
          <nav
            aria-label={strings.shell.navigation}
            className="flex w-[260px] shrink-0 flex-col border-line border-r bg-rail"
          >
            <Rail onFold={() => railFolded.set('yes')} />
          </nav>
        )}
        {!medium && drawer && (
          <Sheet title={strings.shell.navigation} from="left" onClose={() => setDrawer(false)}>
            <nav aria-label={strings.shell.navigation} className="flex min-h-0 flex-1 flex-col bg-rail">
              <Rail onNavigate={() => setDrawer(false)} />
            </nav>
          </Sheet>
        )}
        <div className="relative flex min-w-0 flex-1 flex-col">
          {!showsRail && (
            <div className="p-2 md:absolute md:top-0 md:left-0 md:z-20">
              <IconButton
                icon={medium ? PanelLeft : MenuIcon}
                label={strings.shell.openRail}
                onClick={() => (medium ? railFolded.set(undefined) : setDrawer(true))}
              />
            </div>
          )}
          <ConnectionStrip />
          <Outlet />
        </div>
      </div>
      <Shortcuts showList={() => (medium ? railFolded.set(undefined) : setDrawer(true))} />
      <UploadNotice />
      <DropAnywhere />
    </>
  );
}
