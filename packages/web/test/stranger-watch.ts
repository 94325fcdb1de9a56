import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A host that nobody has a reason to speak to. */
export interface Trap {
  readonly url: string;
  /** What was asked of it. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts a server on a port of its own, hence of another origin than the page. */
export async function startTrap(): Promise<Trap> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'image/svg+xml', 'access-control-allow-origin': '*' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * From the next page load on, looks at every element and attribute that the page gets, those that are gone again at
 * once included. The function gives those that run something, load something or lead where no link may.
 */
export async function watchStrangers(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const found = new Set<string>();
    const running = 'iframe,object,embed,base,meta[http-equiv],form[action],animate,set,foreignObject';
    const loading = '[src],[srcset],[poster],[background],[xlink\\:href],link,use,image';
    const ours = (address: string): boolean => {
      const { protocol, origin } = new URL(address, location.href);
      return origin === location.origin || protocol === 'blob:';
    };
    const check = (element: Element): void => {
      const says = element.outerHTML.slice(0, 200);
      if (element.getAttributeNames().some((name) => /^on/i.test(name))) found.add(says);
      if (element.matches(running)) found.add(says);
      if (element.matches(`script:not([src])`)) found.add(says);
      const loads = element.getAttribute('src') ?? element.getAttribute('srcset') ?? '';
      if (element.matches(loading) && !ours(loads)) found.add(says);
      if (element.matches('style') || /url\(/i.test(element.getAttribute('style') ?? '')) {
        if (/https?:/i.test(says)) found.add(says);
      }
      const leads = element.getAttribute('href');
      if (leads !== null && !/^(https?:|mailto:|[/#?]|$)/i.test(leads)) found.add(says);
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes)
        for (const node of [target, ...addedNodes]) {
          if (!(node instanceof Element)) continue;
          check(node);
          for (const inner of node.querySelectorAll('*')) check(inner);
        }
    }).observe(document, { subtree: true, childList: true, attributes: true });
    Object.assign(window, { strangers: () => [...found] });
  });
  return () => page.evaluate(() => (window as unknown as { strangers(): readonly string[] }).strangers());
}
