import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { withThinkTags } from './think-tags.ts';

async function read(...deltas: string[]): Promise<{ reasoning: string; text: string }> {
  const model = withThinkTags(scriptedChatModel(deltas));
  const events = await collect(
    model.stream({ system: '', messages: [], settings: {}, signal: new AbortController().signal }),
  );
  expect(events.at(-1)?.type).toBe('end');
  const sum = (type: string) =>
    events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('');
  return { reasoning: sum('reasoning-delta'), text: sum('text-delta') };
}

describe('withThinkTags', () => {
  it.each([
    ['<think>a</think>b', 'a', 'b'],
    ['\n<think>\na < b </i> c</think>\n\nb', '\na < b </i> c', 'b'],
    ['<thinking>a</thinking> b', 'a', 'b'],
    ['<think>a</think><think>c</think>b', 'ac', 'b'],
    ['no thoughts', '', 'no thoughts'],
    ['  two blanks', '', '  two blanks'],
    ['Write <think>x</think>.', '', 'Write <think>x</think>.'],
    ['<think>never closed', 'never closed', ''],
    ['<think>half</thi', 'half</thi', ''],
    ['<thi', '', '<thi'],
    ['<think>a</think>\n', 'a', ''],
    ['', '', ''],
  ])('reads %j, however it is cut', async (whole, reasoning, text) => {
    expect(await read(whole)).toEqual({ reasoning, text });
    expect(await read(...whole)).toEqual({ reasoning, text });
  });

  it('gives the same for every way of cutting', async () => {
    const pieces = fc.array(fc.constantFrom('<think>', '</think>', '<', '/', 'a', ' ', '\n', 'think>'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        expect(await read(...parts)).toEqual(await read(parts.join('')));
      }),
    );
  });
});
