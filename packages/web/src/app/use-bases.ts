import type { Base } from '@colloquy/protocol';
import { useQuery } from '@tanstack/react-query';
import { keys } from './queries.ts';
import { client } from './services.ts';

/** The bases of the library, followed while their documents are worked on or none are there yet. */
export function useBases() {
  return useQuery({
    queryKey: keys.bases,
    queryFn: ({ signal }) => client.bases(signal),
    refetchInterval: ({ state: { data } }) => {
      if (data?.some(isBusy)) return 1_000;
      // A new server fills its sample library while it is already being looked at.
      return data?.some(({ documents }) => documents > 0) === false ? 3_000 : false;
    },
  });
}

/** True while documents of a base are being worked on. */
function isBusy({ documents, ready, failed }: Base): boolean {
  return documents > ready + failed;
}
