/** How far something has come, from 0 to 1; the words stand beside it. */
export function ProgressBar({ share, label }: { readonly share: number; readonly label: string }) {
  return (
    <progress
      aria-label={label}
      value={share}
      max={1}
      className="block h-1 w-full overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-quiet [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-quiet"
    />
  );
}
