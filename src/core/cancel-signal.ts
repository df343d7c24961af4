/** Whether work should be given up; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
}
