import type { SnapshotView, ViewModel } from "./view-model.ts";

/** What an embedder is told whenever it changes: the view without pictures, costs and counters that never rest. */
export interface ViewSummary {
  readonly machine: Pick<ViewModel["machine"], "id" | "name" | "state" | "bootMs" | "hasAgent" | "config">;
  readonly snapshots: readonly Pick<
    SnapshotView,
    "id" | "name" | "note" | "kind" | "takenAt" | "parentId" | "isCurrent" | "status"
  >[];
  readonly layers: readonly Pick<ViewModel["layers"][number], "id" | "sign" | "kind" | "blockCount">[];
  readonly activity: ViewModel["activity"];
  readonly notice: Pick<NonNullable<ViewModel["notice"]>, "severity" | "code" | "message"> | null;
}

export function viewSummary({ machine, snapshots, layers, activity, notice }: ViewModel): ViewSummary {
  const { id, name, state, bootMs, hasAgent, config } = machine;
  return {
    machine: { id, name, state, bootMs, hasAgent, config },
    snapshots: snapshots.map((snapshot) => ({
      id: snapshot.id,
      name: snapshot.name,
      note: snapshot.note,
      kind: snapshot.kind,
      takenAt: snapshot.takenAt,
      parentId: snapshot.parentId,
      isCurrent: snapshot.isCurrent,
      status: snapshot.status,
    })),
    layers: layers.map((layer) => ({
      id: layer.id,
      sign: layer.sign,
      kind: layer.kind,
      blockCount: layer.blockCount,
    })),
    activity,
    notice: notice && { severity: notice.severity, code: notice.code, message: notice.message },
  };
}
