import { describe, expect, it } from 'vitest';
import type { Arriving } from './encoder.ts';
import { encodeEvents } from './events.ts';

describe('the typed encoder', () => {
  it('writes events as they are, each with its number', () => {
    const events: Arriving[] = [
      { seq: 4, event: { type: 'stage-start', stage: 'retrieve' } },
      { seq: 5, event: { type: 'text-delta', delta: 'line\n"quote"\u2028' } },
      {
        event: { type: 'error', problem: { code: 'interrupted', message: 'Later.', retryable: true } },
      },
    ];
    expect(events.flatMap(encodeEvents)).toEqual([
      { id: 4, data: '{"type":"stage-start","stage":"retrieve"}' },
      { id: 5, data: '{"type":"text-delta","delta":"line\\n\\"quote\\"\u2028"}' },
      { data: '{"type":"error","problem":{"code":"interrupted","message":"Later.","retryable":true}}' },
    ]);
  });
});
