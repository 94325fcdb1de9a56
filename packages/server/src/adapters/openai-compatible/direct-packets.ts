import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

type Take = (packet: Buffer) => void;

/**
 * The packets of one answer on a short way: a body that flows and holds nothing back would only pass each on to its
 * listener, at the price of the whole stream machinery for a few words. Order, end, errors and a reader who needs a
 * pause are the body's affair: as soon as it holds something, or does not flow, packets go through it.
 */
export class DirectPackets {
  #body: Readable | undefined;
  #take: Take | undefined;

  /** The dispatcher, for the one request whose packets these are. */
  through(dispatcher: Dispatcher): Dispatcher {
    return dispatcher.compose(
      (dispatch) => (options, handler) => dispatch(options, this.#aroundPackets(handler)),
    );
  }

  /** From now on `take` has the packets that `body`, whose `data` it hears as well, need not see. */
  open(body: Readable, take: Take): void {
    this.#body = body;
    this.#take = take;
  }

  /** From now on all packets go through the body. */
  close(): void {
    this.#take = undefined;
  }

  #aroundPackets(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => handler.onResponseStart?.(...start),
      onResponseData: (controller, packet) => {
        const body = this.#body;
        if (this.#take && body?.readableFlowing && body.readableLength === 0 && !body.destroyed)
          this.#take(packet);
        else handler.onResponseData?.(controller, packet);
      },
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    };
  }
}
