import { describeEventLog } from '../../../test/contracts/event-log.ts';
import { createMemoryEventLog } from './event-log.ts';

describeEventLog('turns in memory', async () => {
  let time = 0;
  const log = createMemoryEventLog(() => time);
  return {
    log,
    setTime(now) {
      time = now;
    },
    close: () => log.close(),
  };
});
