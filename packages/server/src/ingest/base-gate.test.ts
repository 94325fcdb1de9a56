import { describe, expect, it } from 'vitest';
import { createBaseGate } from './base-gate.ts';

describe('the gate of a base', () => {
  it('waits for those inside, keeps others out, and opens again', async () => {
    const gate = createBaseGate();
    const order: string[] = [];
    const work = Promise.withResolvers<void>();
    const inside = gate.inside('b', async () => {
      await work.promise;
      order.push('inside');
    });
    const removal = gate.closed('b', async () => void order.push('removed'));
    await expect(gate.inside('b', async () => undefined)).rejects.toMatchObject({ code: 'not-found' });
    await gate.inside('other', async () => void order.push('other'));
    work.resolve();
    await Promise.all([inside, removal]);
    expect(order).toEqual(['other', 'inside', 'removed']);
    expect(await gate.inside('b', async () => 7)).toBe(7);
  });

  it('does not hang on work that fails, and opens after a removal that fails', async () => {
    const gate = createBaseGate();
    const failing = gate.inside('b', () => Promise.reject(new Error('full disk')));
    const removal = gate.closed('b', () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('full disk');
    await expect(removal).rejects.toThrow('broken');
    expect(await gate.inside('b', async () => 7)).toBe(7);
  });
});
