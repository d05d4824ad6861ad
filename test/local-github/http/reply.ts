/** An answer on its way out: JSON, bytes of some type, or nothing but a status. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly content?: { readonly type: string; readonly bytes: Buffer | string };
}

export function ok(json: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, json, headers };
}

export function created(json: unknown, location?: string): Reply {
  return { status: 201, json, headers: location === undefined ? {} : { location } };
}

export function noContent(): Reply {
  return { status: 204 };
}

export function content(type: string, bytes: Buffer | string): Reply {
  return { status: 200, content: { type, bytes } };
}
