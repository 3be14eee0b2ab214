/** A refusal of the server, RFC 9457. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function failureOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string };
  return new ApiError(response.status, problem.code ?? 'unknown', problem.detail ?? problem.title ?? response.statusText);
}

/** JSON in, JSON out, the page's cookie along. Throws ApiError for a refusal, TypeError without a network. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: body === undefined ? { accept: 'application/json' } : { accept: 'application/json', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw await failureOf(response);
  return (response.status === 204 ? undefined : await response.json().catch(() => undefined)) as T;
}

/** Sends a file as it is. */
export async function send(method: string, path: string, file: Blob): Promise<void> {
  const response = await fetch(path, { method, credentials: 'same-origin', headers: { 'content-type': file.type }, body: file });
  if (!response.ok) throw await failureOf(response);
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown, offline: string): string {
  return error instanceof ApiError ? error.message : error instanceof TypeError ? offline : String((error as Error)?.message ?? error);
}
