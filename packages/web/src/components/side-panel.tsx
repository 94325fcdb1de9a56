import { X } from 'lucide-react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useStore } from '../app/store.ts';
import { createStoredText } from '../app/stored.ts';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';
import { Sheet } from './sheet.tsx';
import { useMedia, WIDE } from './use-media.ts';

export interface SidePanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const NARROWEST = 420;
const WIDEST = 560;
/** Until somebody drags it. */
const USUAL = 520;
const STEP = 20;
const storedWidth = createStoredText('panel-width');

/** A region at the right, as wide as the person likes; on a narrow page a sheet from below. */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const wide = useMedia(WIDE);
  const width = clamp(Number(useStore(storedWidth) ?? USUAL));
  if (!wide) {
    return (
      <Sheet title={title} from="bottom" onClose={onClose}>
        {children}
      </Sheet>
    );
  }
  return (
    <aside
      aria-label={title}
      className="relative flex shrink-0 flex-col border-line border-l bg-rail motion-safe:animate-appear"
      style={{ width }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <Grip width={width} />
      <IconButton
        icon={X}
        label={strings.common.close}
        className="absolute top-2 right-2 z-10"
        onClick={onClose}
      />
      {children}
    </aside>
  );
}

/** The edge that is dragged, or moved with the arrow keys. */
function Grip({ width }: { readonly width: number }) {
  const resize = (next: number): void => storedWidth.set(String(clamp(next)));
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(innerWidth - event.clientX);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') resize(width + STEP);
    if (event.key === 'ArrowRight') resize(width - STEP);
  };
  return (
    <hr
      aria-label={strings.evidence.resize}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      className="absolute inset-y-0 -left-1 z-10 m-0 h-full w-2 cursor-col-resize touch-none border-0 hover:bg-line"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}

function clamp(width: number): number {
  return Math.min(Math.max(Number.isFinite(width) ? width : NARROWEST, NARROWEST), WIDEST);
}
