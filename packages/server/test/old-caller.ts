import type { HttpApp } from './http-app.ts';

/** Calls an address of the old dialects; the answer's body, which always comes with status 200. */
export function oldCallerOf(house: () => HttpApp) {
  return async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    options: { readonly authorization?: string; readonly body?: object | string } = {},
  ) => {
    const { authorization, body } = options;
    const answer = await house().app.inject({
      method,
      url,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    if (answer.statusCode !== 200) throw new Error(`${method} ${url} answered ${answer.statusCode}.`);
    return answer.json();
  };
}
