import { useQuery } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';

/** What the server works with, and how much one has in it. */
export function useInstallation() {
  return useQuery({ queryKey: keys.installation, queryFn: ({ signal }) => client.installation(signal) });
}
