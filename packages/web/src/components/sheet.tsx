import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { focusRegion } from './focus-region.ts';
import { IconButton } from './icon-button.tsx';

export interface SheetProps {
  readonly title: string;
  /** The edge that it comes from. */
  readonly from: 'left' | 'bottom';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const PLACES = {
  left: 'inset-y-0 left-0 w-[min(300px,85vw)]',
  bottom: 'inset-x-0 bottom-0 h-[80dvh] rounded-t-xl motion-safe:animate-rise',
};

/** A region laid over a narrow page. Keeps the focus inside, gives it back, closes by Escape. */
export function Sheet({ title, from, onClose, children }: SheetProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-veil motion-safe:animate-appear" />
        <Dialog.Content
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={focusRegion}
          className={`fixed z-40 flex flex-col overflow-hidden bg-paper shadow-card outline-none ${PLACES[from]}`}
        >
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          <Dialog.Close asChild>
            <IconButton icon={X} label={strings.common.close} className="absolute top-2 right-2 z-10" />
          </Dialog.Close>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
