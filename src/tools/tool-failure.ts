import { AppError, type AppErrorOptions, type ErrorCode } from "../wire/errors.ts";

export interface ToolFailureOptions extends AppErrorOptions {
  /** The tool to call next, where the code alone does not tell. */
  readonly nextTool?: string;
  readonly retryable?: boolean;
}

/** An AppError of a tool's own making, which knows what to do next. */
export class ToolFailure extends AppError {
  readonly nextTool: string | undefined;
  readonly retryable: boolean | undefined;

  constructor(code: ErrorCode, message: string, options: ToolFailureOptions = {}) {
    super(code, message, options);
    this.nextTool = options.nextTool;
    this.retryable = options.retryable;
  }

  /** The same failure with another tool to call next. */
  static from(error: AppError, nextTool: string): ToolFailure {
    const { code, message, detail, validations, retryAfter } = error;
    return new ToolFailure(code, message, { detail, validations, retryAfter, nextTool, cause: error });
  }
}
