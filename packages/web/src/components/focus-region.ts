/** For `onOpenAutoFocus` of a dialog: the region itself takes the focus, and not the first button in it. */
export function focusRegion(event: Event): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}
