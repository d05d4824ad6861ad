/** An answer that is not success, in GitHub's shape. Thrown by whoever finds the fault. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly unknown[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function notFound(message = "Not Found"): ApiError {
  return new ApiError(404, message);
}

export function badCredentials(): ApiError {
  return new ApiError(401, "Bad credentials");
}

/** A JWT that does not stand; GitHub says why. */
export function badJwt(message: string): ApiError {
  return new ApiError(401, message);
}

export function notAccessible(accepted: string): ApiError {
  return new ApiError(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": accepted },
  });
}

export interface FieldError {
  readonly resource: string;
  readonly code: "custom" | "invalid" | "missing" | "missing_field" | "unprocessable" | "too_large";
  readonly field: string;
  readonly message?: string;
  readonly value?: unknown;
}

/** One of GitHub's two 422s: a field that breaks a rule. */
export function validationFailed(...errors: FieldError[]): ApiError {
  return new ApiError(422, "Validation Failed", { errors });
}

/** The other: sentences, as reviews are answered. */
export function unprocessable(...errors: string[]): ApiError {
  return new ApiError(422, "Unprocessable Entity", { errors });
}

/** A 422 that is one sentence. */
export function refused(message: string): ApiError {
  return new ApiError(422, message);
}

const MAX_BODY = 65_536;

/** GitHub counts characters, not UTF-16 units. */
export function isTooLong(body: string): boolean {
  const pairs = body.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  return body.length - pairs > MAX_BODY;
}

export const TOO_LONG = "is too long (maximum is 65536 characters)";
