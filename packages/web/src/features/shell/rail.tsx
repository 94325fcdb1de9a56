import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { LibraryBig, LogOut, Monitor, Moon, PanelLeft, Settings, SquarePen, Sun } from 'lucide-react';
import { client } from '../../app/services.ts';
import { sessionToken } from '../../app/session.ts';
import { useTheme } from '../../app/theme.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { ConversationList } from './conversation-list.tsx';
import { ShortcutsButton } from './shortcuts.tsx';

export interface RailProps {
  /** Folds the rail away; absent where it lies over the page. */
  readonly onFold?: () => void;
  /** After a link has been followed. */
  readonly onNavigate?: () => void;
}

const ROW =
  'flex min-h-9 items-center gap-2 rounded-md px-2 font-medium hover:bg-hover aria-[current=page]:bg-hover';

/** Where one can go: a new conversation, the library, earlier conversations. */
export function Rail({ onFold, onNavigate }: RailProps) {
  return (
    <>
      <div className="flex items-center justify-between p-2 pl-4">
        <span className="font-semibold text-reading">{strings.product}</span>
        {onFold && <IconButton icon={PanelLeft} label={strings.shell.closeRail} onClick={onFold} />}
      </div>
      <div className="grid gap-1 px-2 pb-4">
        <Link
          to="/"
          className={ROW}
          activeOptions={{ exact: true }}
          {...(onNavigate ? { onClick: onNavigate } : {})}
        >
          <SquarePen aria-hidden size={16} className="text-quiet" />
          {strings.shell.newConversation}
        </Link>
        <Link to="/library" className={ROW} {...(onNavigate ? { onClick: onNavigate } : {})}>
          <LibraryBig aria-hidden size={16} className="text-quiet" />
          {strings.shell.library}
        </Link>
      </div>
      <ConversationList {...(onNavigate ? { onNavigate } : {})} />
      <RailFoot {...(onNavigate ? { onNavigate } : {})} />
    </>
  );
}

function RailFoot({ onNavigate }: Pick<RailProps, 'onNavigate'>) {
  const [theme, nextTheme] = useTheme();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = async (): Promise<void> => {
    await client.signOut().catch(() => undefined);
    sessionToken.set(undefined);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  const themeIcon = { system: Monitor, light: Sun, dark: Moon }[theme];
  return (
    <div className="flex items-center justify-between border-line border-t p-2">
      <Link
        to="/settings"
        className="flex min-h-8 items-center gap-2 rounded-md px-2 text-quiet hover:bg-hover hover:text-ink aria-[current=page]:bg-hover"
        {...(onNavigate ? { onClick: onNavigate } : {})}
      >
        <Settings aria-hidden size={16} />
        {strings.shell.settings}
      </Link>
      <span className="flex">
        <ShortcutsButton />
        <IconButton icon={themeIcon} label={strings.shell.themes[theme]} onClick={nextTheme} />
        <IconButton icon={LogOut} label={strings.shell.signOut} onClick={() => void signOut()} />
      </span>
    </div>
  );
}
