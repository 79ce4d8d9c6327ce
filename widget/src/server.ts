/** The server's API: requests in the name of one session, and the ways in which they fail. */

/** Milliseconds; longer than the server waits for a reply (REPLY_WAIT). Then the request is given up. Browsers before 2022 go by their own. */
const PATIENCE = 40_000;

/** What a request fails with: an answer of the server, its message in the applicant's language; or no answer (status 0). */
export interface Failure {
  message: string;
  status: number;
  /** Seconds after which to ask again, where the server says so. */
  after: number;
}

export interface Session {
  secret: string;
  /** Characters that one message may have. */
  limit: number;
}

export class Server {
  /** The conversation that requests are about. */
  session: Session | null = null;

  /** `base`: where the script came from, with a slash at the end. */
  constructor(readonly base: string) {}

  /** The answer's JSON. Throws a Failure. */
  async ask<T = any>(method: string, path: string, body?: object): Promise<T> {
    return (await this.request(method, path, body, AbortSignal.timeout?.(PATIENCE))).json();
  }

  /** The answer as it comes. Throws a Failure. */
  async request(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.session) headers.Authorization = `Bearer ${this.session.secret}`;
    if (body) headers["Content-Type"] = "application/json";
    const failure: Failure = { message: "", status: 0, after: 0 };
    try {
      const init = { method, headers, body: body && JSON.stringify(body), signal };
      const response = await fetch(`${this.base}api/${path}`, init);
      if (response.ok) return response;
      failure.status = response.status;
      failure.after = Number(response.headers.get("Retry-After"));
      failure.message = (await response.json()).error.message;
    } catch {
      // No network, given up, or an error page of something in between: the failure says as much as is known.
    }
    throw failure;
  }
}
