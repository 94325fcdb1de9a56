import { useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useEffect } from 'react';
import { connectionLost } from '../../app/connection.ts';
import { client } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { strings } from '../../strings/strings.ts';

const INTERVAL = 3_000;

/** A quiet line while the server cannot be reached. It looks for the server by itself and then loads anew. */
export function ConnectionStrip() {
  const lost = useStore(connectionLost);
  const queries = useQueryClient();
  useEffect(() => {
    if (!lost) return;
    const look = async (): Promise<void> => {
      await client.status();
      connectionLost.set(false);
      await queries.invalidateQueries();
    };
    const timer = setInterval(() => void look().catch(() => undefined), INTERVAL);
    return () => clearInterval(timer);
  }, [lost, queries]);
  return (
    <div role="status">
      {lost && (
        <p className="flex items-center gap-2 bg-caution-tint py-2 pr-4 pl-12 md:pl-4">
          <WifiOff aria-hidden size={16} className="shrink-0 text-caution" />
          {strings.shell.connectionLost}
        </p>
      )}
    </div>
  );
}
