import { expect } from 'vitest';
import type { HttpApp } from './http-app.ts';

/** Calls `/v1` as an old client does: POST when there is a body. Every answer must have status 200. */
export function callerOf(house: () => HttpApp) {
  return async (
    url: string,
    payload?: object | string,
    authorization?: string,
    type = 'application/json',
  ) => {
    const headers = {
      ...(authorization ? { authorization } : {}),
      ...(payload === undefined ? {} : { 'content-type': type }),
    };
    const method = payload === undefined ? 'GET' : 'POST';
    const answer = await house().app.inject({ method, url: `/v1${url}`, headers, payload });
    expect(answer.statusCode).toBe(200);
    return { body: answer.json(), token: String(answer.headers.authorization ?? '') };
  };
}
