import type { SnapshotId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LabContext } from "./lab-context.ts";
import { cancellable, runLongWork } from "./long-work.ts";
import type { SnapshotFileCommands } from "./strata.ts";

/**
 * The part of `strata.snapshots` that makes files of snapshots and takes them in. The guest runs on meanwhile.
 *
 * @param allSaved resolves when no snapshot is on its way into the store.
 */
export function snapshotFileCommands(
  context: LabContext,
  allSaved: () => Promise<void>,
): SnapshotFileCommands {
  return {
    exportFile: async (id, options = {}) => {
      await allSaved();
      return cancellable(context, "export", options, async (progress) => {
        const bytes = await context.stored.exportSnapshot(id, progress);
        return new Response(streamOf(bytes).pipeThrough(new CompressionStream("gzip"))).blob();
      });
    },
    importFile: (file, options = {}) =>
      context.queue.run(async () => {
        await allSaved();
        const { stored } = context;
        const subject = file instanceof File ? file.name : "";
        let id: SnapshotId | undefined;
        const { cost } = await runLongWork(
          context,
          { operation: "import", subject },
          options,
          async (progress) => {
            const { record, bytesWritten } = await stored.importSnapshot(unpacked(file), progress);
            id = record.id;
            return { blockCount: stored.blockCountOf(record.layer), bytesRead: file.size, bytesWritten };
          },
        );
        return { ...cost, id: id as SnapshotId };
      }),
  };
}

function streamOf(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** The bytes of a file that gzip has packed. Throws `snapshot-file-invalid` where it has not. */
async function* unpacked(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new StrataError(
      "snapshot-file-invalid",
      `Read snapshot file: ${cause.message}, wanted one packed by gzip`,
      {
        cause,
        details: { found: cause.message, wanted: "gzip" },
      },
    );
  } finally {
    // Where the reading ends early, what is left is not unpacked.
    await reader.cancel().catch(() => undefined);
  }
}
