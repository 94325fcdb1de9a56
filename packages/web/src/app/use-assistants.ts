import { useQuery } from '@tanstack/react-query';
import { keys } from './queries.ts';
import { client } from './services.ts';

/** The assistants of this account, the default one first. */
export function useAssistants() {
  return useQuery({
    queryKey: keys.assistants,
    queryFn: ({ signal }) => client.dialogs(signal),
    staleTime: 60_000,
  });
}
