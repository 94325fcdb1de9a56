import type { z } from 'zod';

/** What the documentation of the interface says about a route; made from the schemas that the route parses with. */
export interface RouteDescription {
  /** One line. */
  readonly summary: string;
  /** The group that it is listed under: `Datasets`, `Chats`, … */
  readonly tag: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What is in `data` of the old dialects' envelope; elsewhere the whole answer. */
  readonly answer?: z.ZodType;
  /** What an answer is when it is not JSON. */
  readonly media?: readonly (
    | 'application/json'
    | 'text/event-stream'
    | 'audio/mpeg'
    | 'application/octet-stream'
  )[];
}
