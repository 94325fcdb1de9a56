import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly side?: 'top' | 'bottom';
}

/** A menu beside the button that opened it. */
export function Menu({ trigger, children, side = 'bottom' }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          side={side}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="thin-scroll z-50 max-h-72 min-w-44 max-w-72 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-card motion-safe:animate-appear"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly onSelect: () => void;
}

/** One action of a menu. */
export function MenuItem({ icon: Icon, children, onSelect }: MenuItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={MENU_ROW}>
      <Icon aria-hidden size={16} className="shrink-0 text-quiet" />
      {children}
    </DropdownMenu.Item>
  );
}

/** How a row of a menu looks. */
export const MENU_ROW =
  'flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-hover';
