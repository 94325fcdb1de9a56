import { useNavigate } from '@tanstack/react-router';
import { Keyboard, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useEffectEvent } from 'react';
import { createStore, useStore } from '../../app/store.ts';
import { focusRegion } from '../../components/focus-region.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { ShortcutList } from './shortcut-list.tsx';

const listed = createStore(false);

/** Opens the list of shortcuts. */
export function ShortcutsButton() {
  return <IconButton icon={Keyboard} label={strings.shortcuts.title} onClick={() => listed.set(true)} />;
}

export interface ShortcutsProps {
  /** Makes the list of conversations visible, if it is not. */
  readonly showList: () => void;
}

/** The keys that work on every page behind the sign-in, and the list of them. */
export function Shortcuts({ showList }: ShortcutsProps) {
  useShortcuts(showList);
  const open = useStore(listed);
  if (!open) return null;
  return (
    <Dialog.Root open onOpenChange={listed.set}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil motion-safe:animate-appear" />
        <Dialog.Content
          aria-describedby={undefined}
          tabIndex={-1}
          // On its button, Escape would close the button's name first.
          onOpenAutoFocus={focusRegion}
          className="fixed top-[12dvh] left-1/2 z-50 grid max-h-[76dvh] w-[min(480px,calc(100vw-32px))] -translate-x-1/2 gap-4 overflow-y-auto rounded-xl border border-line bg-surface p-6 shadow-card outline-none"
        >
          <Dialog.Title className="font-semibold text-title">{strings.shortcuts.title}</Dialog.Title>
          <ShortcutList />
          <Dialog.Close asChild>
            <IconButton icon={X} label={strings.common.close} className="absolute top-3 right-3" />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useShortcuts(showList: () => void): void {
  const navigate = useNavigate();
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const acts = {
      'Shift Escape': () => focusOn('[data-composer]'),
      'Command /': () => listed.set(!listed.get()),
      'Command K': () => {
        showList();
        // A list that was folded away is there after the next rendering.
        requestAnimationFrame(() => focusOn('[data-search]'));
      },
      'Command Shift O': () => void navigate({ to: '/' }).then(() => focusOn('[data-composer]')),
    };
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const name = [command && 'Command', event.shiftKey && key !== '/' && 'Shift', key]
      .filter(Boolean)
      .join(' ');
    const act = Object.entries(acts).find(([named]) => named === name)?.[1];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listening = new AbortController();
    addEventListener('keydown', (event) => onKey(event), { signal: listening.signal });
    return () => listening.abort();
  }, []);
}

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
