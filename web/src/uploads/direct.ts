import { api, ApiError } from '../lib/api.ts';
import { arrived, missing, pauseBefore, type Part, type PartsOffer } from './parts.ts';

export interface Ticket {
  videoId: string;
  tusUrl: string;
  uploadUrl?: string;
  headers?: Record<string, string>;
  direct?: boolean;
  completeUrl?: string;
  parts?: PartsOffer | null;
}

export interface TransferEvents {
  onProgress(sent: number): void;
  onChunk(): void;
  onSuccess(): void;
  onError(error: unknown): void;
  /** The bucket does not answer to this browser; nothing of the file is there. */
  onUnreachable(): void;
}

export interface Transfer {
  start(): void;
  abort(): Promise<void>;
}

interface SignedPart {
  number: number;
  url: string;
  headers: Record<string, string>;
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(`The bucket answered ${status}.`);
  }
}

const lanes = 3;
const tries = 6;
const askAgain = 2_000;

/** A file on its way into the bucket, past the server: one PUT, or parts side by side. */
export class DirectTransfer implements Transfer {
  private readonly requests = new Set<XMLHttpRequest>();
  private readonly inFlight = new Map<number, number>();
  private settled = 0;
  private landed = false;
  private stopped = false;

  constructor(
    private readonly file: File,
    private readonly ticket: Ticket,
    private readonly events: TransferEvents,
  ) {}

  start(): void {
    void this.run();
  }

  /** Parts that arrived stay; a whole file begins again. */
  async abort(): Promise<void> {
    this.stopped = true;
    for (const request of this.requests) request.abort();
  }

  private async run(): Promise<void> {
    try {
      if (this.ticket.parts) await this.sendParts(this.ticket.parts);
      else await this.sendWhole();
      await this.complete();
      if (!this.stopped) this.events.onSuccess();
    } catch (error) {
      if (this.stopped) return;
      if (!this.landed && (error instanceof TypeError || error instanceof Refused) && navigator.onLine) this.events.onUnreachable();
      else this.events.onError(error);
    }
  }

  private async sendWhole(): Promise<void> {
    await this.retry(2, async () => {
      const { uploadUrl, headers } = this.ticket;
      await this.put(0, uploadUrl ?? '', headers ?? {}, this.file).catch((error: unknown) => {
        // An earlier try arrived and its answer did not: the server looks at what is there.
        if (!(error instanceof Refused && (error.status === 412 || error.status === 409))) throw error;
      });
    });
    this.landed = true;
  }

  private async sendParts(offer: PartsOffer): Promise<void> {
    const { done } = await api<{ done: number[] }>('POST', offer.url);
    const left = missing(offer, this.file.size, done);
    this.settled = arrived(left, this.file.size);
    this.landed = done.length > 0;
    this.tell();
    const lane = async (): Promise<void> => {
      for (let part = left.shift(); part && !this.stopped; part = left.shift()) await this.sendPart(offer.url, part);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  private async sendPart(url: string, part: Part): Promise<void> {
    const { number, from, to } = part;
    await this.retry(this.landed ? tries : 2, async () => {
      const signed = await api<{ parts: SignedPart[] }>('POST', `${url}/sign`, { numbers: [number] });
      const target = signed.parts[0];
      if (!target) throw new Error(`Part ${number} was not signed.`);
      const etag = await this.put(number, target.url, target.headers, this.file.slice(from, to));
      await api('PUT', `${url}/${number}`, { etag });
    });
    this.landed = true;
    this.inFlight.delete(number);
    this.settled += to - from;
    this.tell();
    this.events.onChunk();
  }

  /** All is there: the server looks, which takes a while when it has to read a large file. */
  private async complete(): Promise<void> {
    const url = this.ticket.parts ? `${this.ticket.parts.url}/complete` : (this.ticket.completeUrl ?? '');
    while (!this.stopped) {
      let state = '';
      await this.retry(tries, async () => {
        state = (await api<{ state: string }>('POST', url, {})).state;
      });
      if (state === 'completed') return;
      await pause(askAgain);
    }
  }

  private async retry(most: number, attempt: () => Promise<void>): Promise<void> {
    for (let tried = 0; ; tried++) {
      try {
        return await attempt();
      } catch (error) {
        const passing = error instanceof TypeError || error instanceof Refused || (error instanceof ApiError && (error.status >= 500 || error.status === 409 || error.status === 429));
        if (this.stopped || !passing || tried + 1 >= most) throw error;
        await pause(pauseBefore(tried, Math.random()));
      }
    }
  }

  /** Answers with the ETag. fetch tells nothing of what was sent, so this is the older way. */
  private put(number: number, url: string, headers: Record<string, string>, body: Blob): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.requests.add(request);
      request.open('PUT', url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        this.inFlight.set(number, event.loaded);
        this.tell();
      };
      request.onloadend = () => {
        this.requests.delete(request);
        this.inFlight.set(number, 0);
        if (request.status >= 200 && request.status < 300) resolve(request.getResponseHeader('etag') ?? '');
        else if (request.status === 0) reject(new TypeError('The bucket did not answer.'));
        else reject(new Refused(request.status));
      };
      // A blob with a type would send it as Content-Type, which is not signed unless it is among the headers.
      request.send(body.slice(0, body.size, headers['Content-Type'] ?? ''));
    });
  }

  private tell(): void {
    let sent = this.settled;
    for (const bytes of this.inFlight.values()) sent += bytes;
    this.events.onProgress(Math.min(this.file.size, sent));
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
