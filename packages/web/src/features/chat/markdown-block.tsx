import { memo } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { strings } from '../../strings/strings.ts';
import { CitationChip } from './citation-chip.tsx';
import { weaveCitations } from './weave-citations.ts';

/**
 * One block of an answer, rendered once. Raw HTML stays text, links lead only where people expect them to, and no
 * picture is loaded: its address would tell a foreign host who reads which answer.
 */
export const MarkdownBlock = memo(function MarkdownBlock({ text }: { readonly text: string }) {
  return (
    <Markdown remarkPlugins={PLUGINS} components={COMPONENTS}>
      {text}
    </Markdown>
  );
});

const PLUGINS = [remarkGfm, weaveCitations];

/** What may be wider than its column takes the focus, so that it can be scrolled without a mouse. */
const SCROLLED_BY_KEYS = { tabIndex: 0 };

const COMPONENTS: Components = {
  a: ({ href, children }) => <OuterLink href={href}>{children}</OuterLink>,
  cite: ({ node }) => (
    <CitationChip index={Number(node?.properties['data-index'] ?? node?.properties.dataIndex)} />
  ),
  img: ({ src, alt }) => (
    <OuterLink href={typeof src === 'string' ? src : undefined}>
      {alt ? strings.chat.pictureAt(alt) : strings.chat.picture}
    </OuterLink>
  ),
  pre: ({ children }) => <pre {...SCROLLED_BY_KEYS}>{children}</pre>,
  table: ({ children }) => (
    <div className="thin-scroll overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
};

/** Addresses that leave this page; whatever else a text calls a link is shown as text. */
const LEAVING = /^(https?:|mailto:)/i;

function OuterLink({
  href,
  children,
}: {
  readonly href: string | undefined;
  readonly children: React.ReactNode;
}) {
  if (href === undefined || !LEAVING.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
