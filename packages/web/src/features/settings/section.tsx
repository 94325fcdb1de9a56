import { type ReactNode, useId } from 'react';

/** A part of the settings: its name at the left where there is room, what can be set at the right. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-4 border-line border-t py-8 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8"
    >
      <h2 id={id} className="font-semibold text-reading">
        {title}
      </h2>
      <div className="grid min-w-0 max-w-xl gap-4">{children}</div>
    </section>
  );
}
