import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { connectionLost, deviceOffline } from '../../app/connection.ts';
import { client } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { strings } from '../../strings/strings.ts';

const INTERVAL = 3_000;

/** A quiet line while the server cannot be reached. It looks for the server by itself; then all is loaded anew. */
export function ConnectionStrip() {
  const lost = useStore(connectionLost);
  const offline = useStore(deviceOffline);
  const [confirmed, setConfirmed] = useState(false);
  useEffect(() => {
    if (!lost) return;
    const look = async (): Promise<void> => {
      try {
        await client.status();
      } catch {
        // One connection may break by itself; that the server is away shows only here.
        setConfirmed(true);
        return;
      }
      setConfirmed(false);
      connectionLost.set(false);
    };
    void look();
    const timer = setInterval(() => void look(), INTERVAL);
    // A network that comes or goes is a reason to look at once.
    const stopListening = deviceOffline.subscribe(() => void look());
    return () => {
      clearInterval(timer);
      stopListening();
    };
  }, [lost]);
  return (
    <div role="status">
      {lost && confirmed && (
        <p className="flex items-center gap-2 bg-caution-tint px-4 py-2">
          <WifiOff aria-hidden size={16} className="shrink-0 text-caution" />
          {offline ? strings.shell.offline : strings.shell.connectionLost}
        </p>
      )}
    </div>
  );
}
