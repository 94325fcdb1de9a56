import type { Answer, ChatEvent, Citation, Source } from '@colloquy/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { TRACE } from './fake-script.ts';
import type { FakeTurn } from './fake-turns.ts';
import { openPage } from './open-page.ts';
import { startTrap, type Trap, watchStrangers } from './stranger-watch.ts';

const RUN = 'window.ran=(window.ran||0)+1';
/** Sets the flag wherever it is taken for markup, on whichever side of a quotation mark. */
const MARKUP = `"'><img src=x onerror="${RUN}"><script>${RUN}</script><svg onload=${RUN}>`;

/** What a model that follows a hostile source could write. */
function hostileAnswer(trap: string): string {
  return [
    `# Head ${MARKUP} [ID:0]`,
    `[run](javascript:${RUN}) [Run](JaVaScRiPt:${RUN} "t") [tab](java\tscript:${RUN}) <javascript:${RUN}>`,
    `[page](data:text/html;base64,PHNjcmlwdD4=) [vb](vbscript:x) [file](file:///etc/passwd)`,
    `[ref]\n\n[ref]: javascript:${RUN}`,
    `![pixel](${trap}/pixel.png) ![x](javascript:${RUN}) ![data](data:image/svg+xml,<svg/onload=${RUN}>)`,
    `[![in a link](${trap}/linked.png)](${trap}/page) ![by name][img]\n\n[img]: ${trap}/named.png`,
    `<img src="${trap}/raw.png" srcset="${trap}/set.png 2x"><video poster=${trap}/poster.png>`,
    `<iframe srcdoc="<script>${RUN}</script>"></iframe><base href="${trap}/"><form action=${trap}>`,
    `<style>@import '${trap}/style.css'; * { background: url(${trap}/background.png) }</style>`,
    `<link rel=stylesheet href=${trap}/link.css><meta http-equiv=refresh content="0;url=${trap}">`,
    `| a | ${MARKUP} |\n|---|---|\n| ![cell](${trap}/cell.png) | [x](javascript:${RUN}) |`,
    `- <details ontoggle=${RUN} open>\n- <math><mtext></form><style><img onerror=${RUN} src>`,
    `\`\`\`html"onload=${RUN}\n${MARKUP}\n\`\`\``,
    `<${trap}/"onmouseover="${RUN}> ${trap}/"onclick="${RUN}`,
    `The end [ID:0].`,
  ].join('\n\n');
}

describe.skipIf(!hasBrowser)('S7: hostile words in Chromium, without any policy', { timeout: 90_000 }, () => {
  const on = openPage({ bypassCSP: true });
  let trap: Trap;
  let strangers: () => Promise<readonly string[]>;

  beforeEach(async () => {
    trap = await startTrap();
    strangers = await watchStrangers(on.page);
    await on.signIn();
  });
  afterEach(() => trap.close());

  /** Nothing ran, nothing was made that could, and nobody else was asked for anything. */
  async function expectHarmless(): Promise<void> {
    expect(await strangers()).toEqual([]);
    expect(await on.page.evaluate(() => (window as { ran?: number }).ran)).toBeUndefined();
    expect(trap.requests).toEqual([]);
  }

  /** A base, a document and a conversation with an answer to come, all of them named and filled by an enemy. */
  function hostileTurn(): { readonly answer: Answer; push(event: ChatEvent): void } {
    const name = `${MARKUP}.md`;
    const { id: baseId } = on.fake.addBase(MARKUP);
    const [base] = on.fake.bases;
    if (base === undefined) throw new Error('There is no base.');
    const document = on.fake.addDocument(base, name);
    const passage = `${MARKUP} ![p](${trap.url}/chunk.png) [x](javascript:${RUN}). ${MARKUP}`;
    on.fake.texts.set(name, `${MARKUP}\n\n${passage}`);
    const text = hostileAnswer(trap.url);
    const answer: Answer = { text, reasoning: text, citations: [], sources: [] };
    const common = { chunkId: 'c', documentId: document.id, documentName: name };
    const source: Source = {
      ...common,
      baseId,
      headings: [MARKUP, `![h](${trap.url}/heading.png)`],
      text: passage,
      start: MARKUP.length + 2,
      end: MARKUP.length + 2 + passage.length,
      regions: [],
      score: 1,
      textScore: 1,
      vectorScore: 1,
    };
    answer.sources.push(source, { ...source, chunkId: 'searched' });
    for (const { index } of text.matchAll(/\[ID:0\]/g)) answer.citations.push(cite(source, index));
    const question = { id: 'q', question: `${MARKUP} ![q](${trap.url}/question.png)`, createdAt: 1 };
    const view: FakeTurn['view'] = {
      turnId: 't',
      alternative: 0,
      status: 'running',
      answer: { text: '', reasoning: '', citations: [], sources: [] },
      createdAt: 1,
    };
    on.fake.conversations.push({
      id: 'hostile',
      name: MARKUP,
      dialogId: 'd',
      createdAt: 1,
      updatedAt: 1,
      opener: MARKUP,
      exchanges: [{ ...question, answers: [view] }],
    });
    const open = Promise.withResolvers<void>();
    const ids = { id: 't', conversationId: 'hostile', messageId: 'q' };
    const turn: FakeTurn = {
      ...ids,
      log: [],
      view,
      stopped: false,
      wake: open.resolve,
      changed: open.promise,
    };
    on.fake.turns.all.set('t', turn);
    const push = (event: ChatEvent): void => {
      turn.log.push(event);
      const { wake } = turn;
      const next = Promise.withResolvers<void>();
      Object.assign(turn, { wake: next.resolve, changed: next.promise });
      if (event.type === 'answer-end') Object.assign(view, { status: 'done', answer, finishReason: 'stop' });
      wake();
    };
    push({ type: 'turn-start', turnId: 't', conversationId: 'hostile', messageId: 'q', createdAt: 1 });
    push({ type: 'references-available', sources: answer.sources, searchedChunks: 2 });
    return { answer, push };
  }

  function cite({ chunkId, documentId, documentName, start, text }: Source, position: number): Citation {
    const quote = text.slice(0, 120);
    const named = { marker: 0, chunkId, documentId, documentName, quote, origin: 'model' as const };
    return { ...named, span: { start: 0, end: 120 }, start, end: start + 120, position };
  }

  test('half an answer, a whole one, its card, its sources and its document', async () => {
    const { answer, push } = hostileTurn();
    await on.page.goto(`${on.fake.url}/c/hostile`);
    await on.answer('running').waitFor();
    push({ type: 'reasoning-delta', delta: answer.reasoning });
    for (let at = 0; at < answer.text.length; at += 9) {
      const citations = answer.citations.filter(({ position }) => position >= at && position < at + 9);
      push({ type: 'text-delta', delta: answer.text.slice(at, at + 9), citations });
      await on.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await expectHarmless();
    push({
      type: 'answer-end',
      answer,
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      trace: { ...TRACE, question: MARKUP, searchText: MARKUP, model: MARKUP },
    });
    await on.answer('done').waitFor();
    expect(await on.page.locator('.answer-text').last().textContent()).toContain('onerror');
    for (const reloaded of [false, true]) {
      if (reloaded) await on.page.reload();
      await on.chips().first().hover();
      await on.page.locator('blockquote mark').waitFor();
      await expectHarmless();
      await on.chips().first().click();
      const panel = on.page.getByRole('complementary', { name: 'Evidence' });
      await panel.locator('mark').first().waitFor();
      await expectHarmless();
      await panel.getByRole('button', { name: 'All sources' }).click();
      await panel.getByRole('tab', { name: /^Also searched/ }).click();
      await panel.getByText('onerror').first().waitFor();
      await expectHarmless();
    }
  });

  test('names of conversations, bases and documents', async () => {
    hostileTurn();
    await on.page.goto(on.fake.url);
    await on.page.getByText('onerror').first().waitFor();
    await expectHarmless();
    for (const path of ['library', `library/${on.fake.bases[0]?.id}`]) {
      await on.page.goto(`${on.fake.url}/${path}`);
      await on.page.getByRole('main').getByText('onerror').first().waitFor();
      await expectHarmless();
    }
  });
});
