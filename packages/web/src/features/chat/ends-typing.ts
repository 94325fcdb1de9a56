import type { KeyboardEvent } from 'react';

/** True for the Enter that sends: not one that breaks the line, nor one that ends what an input method composes. */
export function endsTyping(event: KeyboardEvent): boolean {
  // 229: Safari ends a composition before it reports the Enter that ended it.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return false;
  return event.key === 'Enter' && !event.shiftKey;
}
