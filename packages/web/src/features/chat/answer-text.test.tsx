import type { Answer, Citation } from '@colloquy/protocol';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { AnswerText } from './answer-text.tsx';

function render(text: string, citations: readonly Citation[] = []): string {
  const answer: Answer = { text, reasoning: '', citations: [...citations], sources: [] };
  return renderToStaticMarkup(<AnswerText answer={answer} streaming={false} onPin={() => undefined} />);
}

function citation(marker: number, text: string, from = 0): Citation {
  return {
    marker,
    position: text.indexOf(`[ID:${marker}]`, from),
    chunkId: 'k',
    documentId: 'd',
    documentName: '"><img src=x onerror=alert(1)>',
    span: { start: 0, end: 1 },
    start: 0,
    end: 1,
    quote: 'q',
    origin: 'model',
  };
}

function chips(html: string): string[] {
  return [...html.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map((match) => match[1] ?? '');
}

describe('S7: nothing in an answer runs or reaches out', () => {
  const attacks = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    'before\n\n<svg onload=alert(1)><animate>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1) "t")',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '![pixel](https://evil.example/a.png)',
    '![x](javascript:alert(1))',
    '<https://evil.example/"onmouseover="alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '<a href="javascript:alert(1)">x</a',
    '```html\n<script>alert(1)</script>\n```',
  ];
  for (const attack of attacks) {
    test(attack, () => {
      for (let end = 1; end <= attack.length; end++) {
        const html = render(attack.slice(0, end));
        expect(html).not.toMatch(/<(script|img|iframe|svg|object|embed|style|form|input)\b/i);
        expect(html).not.toMatch(/<[^>]*\son\w+=/i);
        expect(html).not.toMatch(/(href|src)="(?!https?:|mailto:)/i);
      }
    });
  }

  test('the name of a document cannot break out of a chip', () => {
    const text = 'Fact [ID:0].';
    expect(render(text, [citation(0, text)])).not.toContain('<img');
  });

  test('links open elsewhere and tell nothing about this page', () => {
    expect(render('[x](https://example.org)')).toContain(
      '<a href="https://example.org" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
  });
});

describe('P12: only verified marks are shown as citations', () => {
  test('a mark without a citation stays text', () => {
    const html = render('Fact [ID:0]. Other [ID:7].', [citation(0, 'Fact [ID:0].')]);
    expect(chips(html)).toEqual(['1']);
    expect(html).toContain('[ID:7]');
  });

  test('a stand-in in the text is no chip', () => {
    expect(chips(render('Fact \u2E280\u2E29.', [citation(3, 'none [ID:3]')]))).toEqual([]);
  });

  test('marks survive wherever Markdown puts them', () => {
    const text = [
      '# Head [ID:4]',
      '**Bold:**[ID:2] and [ID:4]**"quoted"**',
      '- item `code [ID:2]` more',
      '| a | b |\n|---|---|\n| x [ID:1] | y |',
      'https://example.org/a[ID:0] and [link [ID:5]](https://example.org)',
      '```\ncode [ID:6]\n```',
      'Last [ID:3]',
    ].join('\n\n');
    const found = [...text.matchAll(/\[ID:(\d)\]/g)].map((match) =>
      citation(Number(match[1]), text, match.index),
    );
    const html = render(text, found);
    expect(chips(html)).toEqual(['1', '2', '1', '2', '3', '4', '5', '6', '7']);
    expect(html).toContain('<strong>Bold:</strong>');
    expect(html).toContain('<strong>&quot;quoted&quot;</strong>');
    expect(html).toContain('href="https://example.org/a"');
    expect(html).not.toContain('\u2E28');
    expect(html).not.toMatch(/<a [^>]*>(?:(?!<\/a>).)*<button/);
  });
});

test('S11: what nests thousands of levels deep is shown as it was written', () => {
  const text = `${'> '.repeat(3_000)}deep`;
  expect(render(text)).toContain('&gt; &gt; deep');
});
