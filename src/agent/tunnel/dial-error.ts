/** Why the deployment was not reached; `status` is the HTTP answer, if there was one. */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}
